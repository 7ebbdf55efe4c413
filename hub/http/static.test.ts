import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { listen } from './listen.ts'
import { mountSpa } from './static.ts'
import { uws } from '../uws.ts'

const script = 'console.log("hello")'
let dir: string
let base: string
let close: () => void

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'test-spa-'))
  await mkdir(join(dir, 'assets'))
  await writeFile(join(dir, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__">the page')
  await writeFile(join(dir, 'assets/app-1234.js'), script)
  await writeFile(join(dir, 'assets/app-1234.js.br'), brotliCompressSync(script))
  await writeFile(join(dir, 'theme.js'), '1')
  const app = uws.App()
  mountSpa(app, dir, true)
  const listener = await listen(app, { HUB_HOST: '127.0.0.1', HUB_PORT: 0, HUB_PROCESSES: 1 })
  base = `http://127.0.0.1:${listener.port}`
  close = () => {
    listener.close()
    app.close()
  }
})
after(async () => {
  close()
  await rm(dir, { recursive: true })
})

test('[SP1] every path of the panels is the page, with a nonce of its own and nothing inline allowed', async () => {
  const pages = await Promise.all(['/', '/login', '/users/42'].map(path => fetch(base + path)))
  const nonces = await Promise.all(
    pages.map(async page => {
      const policy = page.headers.get('content-security-policy') ?? ''
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
      assert.ok((await page.text()).includes(`nonce="${nonce}"`))
      assert.match(policy, /default-src 'none'/)
      assert.ok(!policy.includes('unsafe'))
      assert.equal(page.headers.get('cache-control'), 'no-cache')
      assert.match(page.headers.get('strict-transport-security') ?? '', /max-age/)
      return nonce
    }),
  )
  assert.equal(new Set(nonces).size, 3)
})

test('[SP2] hashed assets are cached for ever and sent as they were compressed', async () => {
  const { headers, body } = await raw('/assets/app-1234.js', { 'accept-encoding': 'gzip, br' })
  assert.equal(headers['content-encoding'], 'br')
  assert.equal(brotliDecompressSync(body).toString(), script)
  assert.match(headers['cache-control'] ?? '', /immutable/)
  const plain = await raw('/assets/app-1234.js', {})
  assert.equal(plain.headers['content-encoding'], undefined)
  assert.equal(plain.body.toString(), script)
})

test('[SP3] what has not changed is not sent again', async () => {
  const { headers } = await raw('/theme.js', {})
  assert.equal(headers['cache-control'], 'no-cache')
  const again = await raw('/theme.js', { 'if-none-match': headers.etag ?? '' })
  assert.deepEqual([again.status, again.body.length], [304, 0])
})

test('[SP4] a file that is not there is 404, and no path leads out of the folder', async () => {
  for (const path of [
    '/assets/gone.js',
    '/../package.json',
    '/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
  ]) {
    assert.equal((await raw(path, {})).status, 404, path)
  }
})

test('[SP5] whoever asks for the head of a page or a file gets it, without the body', async () => {
  for (const [path, type] of [
    ['/login', 'text/html'],
    ['/theme.js', 'text/javascript'],
  ] as const) {
    const reply = await fetch(base + path, { method: 'HEAD' })
    assert.equal(reply.status, 200)
    assert.match(reply.headers.get('content-type') ?? '', new RegExp(type))
    assert.equal(await reply.text(), '')
  }
  assert.equal((await fetch(`${base}/gone.js`, { method: 'HEAD' })).status, 404)
})

/** fetch would undo the encoding and tidy the path. */
function raw(path: string, headers: Record<string, string>) {
  return new Promise<{ status: number; headers: Record<string, string | undefined>; body: Buffer }>(
    (resolve, reject) => {
      const { port } = new URL(base)
      const req = request({ host: '127.0.0.1', port, path, headers, agent: false }, res => {
        const chunks: Buffer[] = []
        res.on('data', (chunk: Buffer) => chunks.push(chunk))
        res.on('end', () =>
          resolve({
            status: res.statusCode ?? 0,
            headers: res.headers as Record<string, string | undefined>,
            body: Buffer.concat(chunks),
          }),
        )
      })
      req.on('error', reject)
      req.end()
    },
  )
}
