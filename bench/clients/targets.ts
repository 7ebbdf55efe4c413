import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'

/** Many ports on loopback, so that each session is known by its target and its login. */
export async function startTargets(count: number) {
  const waiting = new Map<number, (socket: Socket) => void>()
  const servers: Server[] = []
  const open = new Set<Socket>()
  let strangers = 0
  async function listen(host: string, port: number): Promise<number> {
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, socket => {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      const take = waiting.get(at)
      if (take) return take(socket)
      strangers++
      socket.destroy()
    })
    server.listen(port, host)
    await once(server, 'listening')
    servers.push(server)
    const at = (server.address() as AddressInfo).port
    return at
  }
  const ports: number[] = []
  while (ports.length < count) {
    const port = await listen('127.0.0.1', 0)
    // The same port of the other family may be somebody else's.
    if (await listen('::1', port).catch(() => null)) ports.push(port)
  }
  return {
    ports,
    /** Who takes the connections to this port from now on. */
    expect: (port: number, take: (socket: Socket) => void) => void waiting.set(port, take),
    forget: (port: number) => void waiting.delete(port),
    get strangers() {
      return strangers
    },
    async stop(): Promise<void> {
      for (const socket of open) socket.destroy()
      await Promise.all(servers.map(it => new Promise(resolve => it.close(resolve))))
    },
  }
}
export type Targets = Awaited<ReturnType<typeof startTargets>>
