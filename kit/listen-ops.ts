import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cannotListen, type ListenVariables } from './cannot-start.ts'
import type { Log } from './log.ts'
import type { Ops } from './ops.ts'

export type OpsServer = { port: number; stop(): Promise<void> }

/** Health, readiness and metrics for a process that has no HTTP server of its own. */
export async function listenOps(o: {
  host: string
  port: number
  /** Named when the address or the port cannot be had. */
  variables: ListenVariables
  ops: Ops
  log: Log
}): Promise<OpsServer> {
  const server = createServer(
    { maxHeaderSize: 8 * 1024, headersTimeout: 5_000, requestTimeout: 5_000, keepAliveTimeout: 5_000 },
    (req, res) => {
      respond(o.ops, req, res).catch((err: unknown) => {
        o.log.error({ err }, 'ops request failed')
        res.destroy()
      })
    },
  )
  server.maxConnections = 64

  server.listen(o.port, o.host)
  try {
    await once(server, 'listening')
  } catch (err) {
    throw cannotListen({ ...o, reason: (err as NodeJS.ErrnoException).code ?? String(err) })
  }
  server.on('error', err => o.log.error({ err }, 'ops server'))
  const { port } = server.address() as AddressInfo
  o.log.info({ host: o.host, port }, 'ops listening')

  return {
    port,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function respond(ops: Ops, req: IncomingMessage, res: ServerResponse): Promise<void> {
  if (req.method !== 'GET' && req.method !== 'HEAD')
    return void res.writeHead(405, { allow: 'GET, HEAD' }).end()
  const path = (req.url ?? '').split('?', 1)[0] ?? ''
  const answer = await ops.answer(path, {
    remoteAddress: req.socket.remoteAddress ?? '',
    authorization: req.headers.authorization,
    forwardedFor: req.headers['x-forwarded-for']?.toString(),
  })
  if (!answer) return void res.writeHead(404).end()
  res.writeHead(answer.status, { 'content-type': answer.contentType, 'cache-control': 'no-store' })
  res.end(req.method === 'HEAD' ? undefined : answer.body)
}
