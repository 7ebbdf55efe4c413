import { createServer } from 'node:http'
import { uws } from '#hub/uws.ts'
import { startTestHub } from '#hub/testing/hub.ts'
import { createBareMe } from './bare.ts'

/** One peer in a process of its own: `hub`, `uws` or `node`. Says its port over IPC, stops when that closes. */
const kind = process.argv[2]
const say = (message: object) => process.send?.(message)

if (kind === 'hub') {
  const hub = await startTestHub()
  const client = await hub.signedIn('client')
  const me = (await client.get('/api/auth/me')).body.user as object
  say({ port: hub.hub.port, cookie: client.cookie, me, secret: hub.config.TRAFFIX_SECRET })
  process.once('disconnect', () => void hub.stop().then(() => process.exit(0)))
} else {
  process.once('disconnect', () => process.exit(0))
  process.once('message', (given: { secret: string; me: object; cookie: string }) => {
    const me = createBareMe(given.secret, given.me)
    if (kind === 'uws') {
      uws
        .App()
        .get('/api/auth/me', (res, req) => {
          const body = me(req.getHeader('cookie'))
          if (!body) return void res.writeStatus('401 Unauthorized').end()
          res.writeHeader('content-type', 'application/json').end(body)
        })
        .listen('127.0.0.1', 0, socket => {
          if (socket) say({ port: uws.us_socket_local_port(socket) })
        })
    } else {
      const server = createServer((req, res) => {
        const body = req.url === '/api/auth/me' && me(req.headers.cookie ?? '')
        if (!body) return void res.writeHead(401).end()
        res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        res.end(body)
      })
      server.listen(0, '127.0.0.1', () => say({ port: (server.address() as { port: number }).port }))
    }
  })
}
