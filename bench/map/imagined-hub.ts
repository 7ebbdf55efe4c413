import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import { NodeFilter, NodeSort } from '#protocol/node-filter.ts'
import type { FromBrowser } from '#protocol/socket.ts'
import { imagineNodes } from './imagined-nodes.ts'
import { countsOf, fitting, restNode, type Row, sorted } from './rest-node.ts'

type Options = {
  /** Nodes of the topic, and rows of the list; the rest of those no edge tells of. */
  nodes: number
  rows?: number
  /** How many of them change each second. */
  share: number
  seed?: number
  /** How long an answer of the list takes. */
  answerMs?: number
}
const dist = join(import.meta.dirname, '../../web/dist')
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.bin': 'application/octet-stream',
}
const me = {
  id: '00000000-0000-4000-8000-000000000001',
  email: 'operator@traffix.example',
  name: 'Oskar Operator',
  role: 'operator',
  account: null,
  locale: 'en',
  theme: 'system',
  timeZone: 'UTC',
}

/**
 * The panels as they were built, and of a hub just what the map asks for: what is measured is the browser's work, with
 * nobody else's beside it.
 */
export async function startImaginedHub({ nodes, rows = nodes, share, seed = 1, answerMs = 40 }: Options) {
  const imagined = imagineNodes({ count: nodes, seed })
  const others = imagineNodes({ count: Math.max(0, rows - nodes), seed: seed + 1 })
  const all = (): Row[] => [
    ...imagined.nodes,
    ...[...others.nodes].map(([n, node]) => [n + 1_000_000, node] as const),
  ]
  const readers = new Set<WebSocket>()
  const begun = Date.now()
  let seq = 1
  let asked = 0

  async function answer(path: string, query: URLSearchParams): Promise<unknown> {
    if (path === '/api/auth/refresh' || path === '/api/auth/me') return { user: me }
    if (path === '/api/geo') {
      const attribution = { text: 'IP geolocation by an example', url: 'https://geo.example' }
      const loaded = { type: 'City', builtAt: new Date(begun).toISOString(), attribution }
      return { geo: { city: { loaded, fault: null }, asn: { loaded: null, fault: null } } }
    }
    const filter = NodeFilter.parse(
      Object.fromEntries([...query].filter(([name]) => name in NodeFilter.shape)),
    )
    if (path === '/api/node-counts') return { counts: countsOf(fitting(all(), filter)) }
    if (path === '/api/nodes') {
      asked++
      await new Promise(resolve => setTimeout(resolve, answerMs))
      const [skip, limit] = [
        Number(query.get('skip') ?? query.get('after') ?? 0),
        Number(query.get('limit') ?? 50),
      ]
      const found = sorted(fitting(all(), filter), NodeSort.parse(query.get('sort') ?? 'newest'))
      const items = found.slice(skip, skip + limit).map(([n, node]) => restNode(node, n))
      return { items, next: skip + limit < found.length ? String(skip + limit) : null }
    }
    const one = /^\/api\/nodes\/([0-9a-f-]+)$/.exec(path)
    const row = one && all().find(([, node]) => node.id === one[1])
    return row ? { node: restNode(row[1], row[0]) } : null
  }

  async function serve(request: IncomingMessage, response: ServerResponse) {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const asFile = join(dist, pathname)
    if (pathname.startsWith('/api/')) {
      const body = await answer(pathname, searchParams)
      response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' })
      return response.end(JSON.stringify(body ?? { error: { code: 'not_found', message: '' } }))
    }
    const isFile = extname(pathname) !== '' && existsSync(asFile)
    response.writeHead(200, {
      'content-type': isFile ? (types[extname(pathname)] ?? 'text/plain') : 'text/html',
    })
    response.end(readFileSync(isFile ? asFile : join(dist, 'index.html')))
  }

  const server = createServer((request, response) => void serve(request, response))
  const sockets = new WebSocketServer({ server, path: '/ws' })
  const told = () => ({ at: Date.now(), wholeSince: begun })
  sockets.on('connection', socket => {
    const say = (...messages: object[]) => socket.send(JSON.stringify(messages))
    socket.on('close', () => readers.delete(socket))
    socket.on('message', (data: Buffer) => {
      const command = JSON.parse(data.toString()) as FromBrowser
      if (command.do === 'unsubscribe' && command.topic === 'nodes') readers.delete(socket)
      if (command.do !== 'subscribe' || command.topic !== 'nodes') return say({ re: command.id, ok: {} })
      readers.add(socket)
      const snapshot = { ...told(), nodes: imagined.snapshot() }
      say({ re: command.id, ok: { topic: 'nodes' } }, { topic: 'nodes', epoch: '1', seq, snapshot })
    })
  })
  const timer = setInterval(() => {
    seq++
    const text = JSON.stringify([{ topic: 'nodes', seq, delta: { ...told(), ...imagined.tick(share) } }])
    for (const socket of readers) socket.send(text)
  }, 1_000)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How often rows were asked for. */
    get asked() {
      return asked
    },
    imagined,
    async stop() {
      clearInterval(timer)
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
export type ImaginedHub = Awaited<ReturnType<typeof startImaginedHub>>
