import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to the server of `url` that can fall silent: connections stay open and nothing arrives, as when a
 *  host is gone without a word. */
export async function createSilenceable(url: string) {
  const target = new URL(url)
  const pairs = new Set<[Socket, Socket]>()
  let silent = false

  const server = createServer(near => {
    const far = connect(Number(target.port || 5432), target.hostname)
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', bytes => silent || to.write(bytes))
      from.on('error', () => undefined)
      from.on('close', () => to.destroy())
    }
    near.on('close', () => pairs.delete(pair))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String((server.address() as AddressInfo).port)

  return {
    url: through.href,
    setSilent: (now: boolean) => void (silent = now),
    async close() {
      server.close()
      for (const [near] of pairs) near.destroy()
      await once(server, 'close')
    },
  }
}
