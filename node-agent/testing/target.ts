import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** A server on loopback; the test says what it does with a connection. */
export async function createTarget(
  t: TestContext,
  onSocket: (socket: Socket) => void,
  host = '127.0.0.1',
): Promise<{ port: number; text: string; connections(): number }> {
  let connections = 0
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, socket => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    onSocket(socket)
  })
  server.listen(0, host)
  await once(server, 'listening')
  t.after(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const { port } = server.address() as AddressInfo
  return { port, text: `${host.includes(':') ? `[${host}]` : host}:${port}`, connections: () => connections }
}

export const echo = (socket: Socket): void => void socket.pipe(socket)
