import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const filling = Buffer.alloc(64 * 1024, 0x5a)

export type Wanted = { bytes: number; kind: 'length' | 'chunked' | 'close'; stopAt: number }
/** The path of a request says what its answer shall be; `stopAt`: no more than so many bytes of it, and no end. */
export const pathOf = ({ bytes, kind, stopAt }: Wanted): string => `/${kind}/${bytes}/${stopAt}`
export function wantedBy(path: string): Wanted {
  const [, kind = '', bytes = '', stopAt = ''] = path.split('/')
  return { kind: kind as Wanted['kind'], bytes: Number(bytes), stopAt: Number(stopAt) }
}

async function give(res: ServerResponse, bytes: number): Promise<void> {
  for (let left = bytes; left > 0 && !res.destroyed;) {
    const piece = Math.min(left, filling.length)
    left -= piece
    if (!res.write(filling.subarray(0, piece))) await roomIn(res)
  }
}

/** Also when it is closed instead. */
const roomIn = (to: ServerResponse | Socket) =>
  new Promise<void>(resolve => {
    const done = () => {
      to.off('drain', done).off('close', done)
      resolve()
    }
    to.on('drain', done).on('close', done)
  })

/** A web server without a port: sockets are handed to it. */
export function createWebTarget() {
  const server = createServer({ keepAliveTimeout: 60_000 }, (req: IncomingMessage, res) => {
    req.resume()
    req.on('end', () => {
      const { bytes, kind, stopAt } = wantedBy(req.url ?? '')
      if (kind === 'length') res.setHeader('content-length', bytes)
      if (kind === 'close') {
        res.setHeader('connection', 'close')
        res.useChunkedEncodingByDefault = false
      }
      void give(res, Math.min(bytes, stopAt)).then(() => {
        if (stopAt >= bytes) res.end()
        else res.flushHeaders()
      })
    })
  })
  server.on('clientError', (_, socket) => socket.destroy())
  return {
    serve(socket: Socket): void {
      server.emit('connection', socket)
      socket.resume()
    },
  }
}
export type WebTarget = ReturnType<typeof createWebTarget>
