import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { cannotListen, type ListenVariables } from '#kit/cannot-start.ts'

const backlog = 4_096

/** One port on several addresses: a server of its own for each. With port 0 the first one chooses. */
export async function listenOn(
  make: () => Server,
  o: { hosts: readonly string[]; port: number; variables: ListenVariables },
): Promise<{ port: number; servers: Server[] }> {
  const servers: Server[] = []
  let { port } = o
  for (const host of o.hosts) {
    const server = make()
    server.listen({ host, port, backlog, ipv6Only: host.includes(':') && o.hosts.length > 1 })
    try {
      await once(server, 'listening')
    } catch (err) {
      for (const it of servers) it.close()
      const reason = (err as NodeJS.ErrnoException).code ?? String(err)
      throw cannotListen({ host, port, variables: o.variables, reason })
    }
    port = (server.address() as AddressInfo).port
    servers.push(server)
  }
  return { port, servers }
}

/** No new connections; those that are there go on. */
export const closeAll = (servers: readonly Server[]): void => {
  for (const server of servers) if (server.listening) server.close()
}
