import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { Refusal } from '#protocol/errors.ts'
import type { HttpRequest, HttpResponse, TemplatedApp } from '../uws.ts'
import { end, sendRefusal, statusLine } from './reply.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.bin': 'application/octet-stream',
}
type File = { type: string; etag: string; immutable: boolean; plain: Buffer; br?: Buffer; gzip?: Buffer }

type How = { secure: boolean; head: boolean }

/** The built SPA from memory: compressed at build time, hashed names cached for ever, the page itself never. */
export function mountSpa(app: TemplatedApp, dir: string, secure: boolean): void {
  const files = readFiles(dir)
  const page = files.get('/index.html')?.plain.toString('utf8')
  files.delete('/index.html')

  const serve = (head: boolean) => (res: HttpResponse, req: HttpRequest) => {
    const path = req.getUrl()
    const file = files.get(path)
    if (file) return sendFile(res, req, file, { secure, head })
    if (extname(path)) return sendRefusal(res, new Refusal('not_found'), { head })
    if (!page) {
      const message = 'The panels are not built yet: run `npm run build`.'
      return sendRefusal(res, new Refusal('unavailable', { message }), { head })
    }
    sendPage(res, page, { secure, head })
  }
  app.get('/*', serve(false))
  app.head('/*', serve(true)) // load balancers ask for the head of a page
  const headers = [['allow', 'GET, HEAD']] as const
  app.any('/*', res => sendRefusal(res, new Refusal('method_not_allowed'), { headers }))
}

/** The page carries a nonce of its own for the few style elements that headless parts insert. */
function sendPage(res: HttpResponse, page: string, { secure, head }: How) {
  const nonce = randomBytes(16).toString('base64')
  res.writeHeader('content-type', types['.html']!)
  res.writeHeader('cache-control', 'no-cache')
  res.writeHeader(
    'content-security-policy',
    [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      "worker-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
  )
  res.writeHeader('x-frame-options', 'DENY')
  res.writeHeader('cross-origin-opener-policy', 'same-origin')
  res.writeHeader('permissions-policy', 'camera=(), microphone=(), geolocation=()')
  writeCommon(res, secure)
  end(res, page.replaceAll('__CSP_NONCE__', nonce), head)
}

function sendFile(res: HttpResponse, req: HttpRequest, file: File, { secure, head }: How) {
  const accepts = req.getHeader('accept-encoding')
  const unchanged = req.getHeader('if-none-match') === file.etag
  const br = accepts.includes('br') ? file.br : undefined
  const gzip = br || !accepts.includes('gzip') ? undefined : file.gzip
  if (unchanged) res.writeStatus(statusLine(304))
  res.writeHeader('content-type', file.type)
  res.writeHeader('etag', file.etag)
  res.writeHeader('cache-control', file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  res.writeHeader('vary', 'accept-encoding')
  if (br || gzip) res.writeHeader('content-encoding', br ? 'br' : 'gzip')
  res.writeHeader('cross-origin-resource-policy', 'same-origin')
  writeCommon(res, secure)
  end(res, br ?? gzip ?? file.plain, head || unchanged)
}

function writeCommon(res: HttpResponse, secure: boolean) {
  res.writeHeader('x-content-type-options', 'nosniff')
  res.writeHeader('referrer-policy', 'same-origin')
  if (secure) res.writeHeader('strict-transport-security', 'max-age=31536000; includeSubDomains')
}

function readFiles(dir: string): Map<string, File> {
  const files = new Map<string, File>()
  if (!existsSync(dir)) return files
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name)
    const type = types[extname(entry.name)]
    if (!entry.isFile() || !type || full.includes(`${sep}.vite${sep}`)) continue
    const path = `/${relative(dir, full).split(sep).join('/')}`
    const plain = readFileSync(full)
    files.set(path, {
      type,
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      immutable: path.startsWith('/assets/'),
      plain,
      ...(existsSync(`${full}.br`) && { br: readFileSync(`${full}.br`) }),
      ...(existsSync(`${full}.gz`) && { gzip: readFileSync(`${full}.gz`) }),
    })
  }
  return files
}
