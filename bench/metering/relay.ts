import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Of protocol 3.0: a simple query, and the execution of a prepared one. */
const query = 0x51
const execute = 0x45
const ping = /^\s*select 1\s*\0?$/i

export type Relay = { url: string; statements: number; bytes: number; stop(): Promise<void> }

/**
 * Stands between a client and PostgreSQL and counts the statements and bytes that the client sends. Its signs of life
 * (`select 1`, once a second, whatever is metered) are not counted.
 */
export async function countingRelay(to: string): Promise<Relay> {
  const { hostname, port } = new URL(to)
  const open = new Set<Socket>()
  const relay: Relay = {
    ...{ url: '', statements: 0, bytes: 0 },
    async stop() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  const server = createServer(client => {
    const peer = connect(Number(port), hostname)
    let rest: Buffer = Buffer.alloc(0)
    let started = false
    for (const [socket, other] of [
      [client, peer],
      [peer, client],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    peer.pipe(client)
    client.on('data', chunk => {
      if (!peer.write(chunk)) {
        client.pause()
        peer.once('drain', () => client.resume())
      }
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      for (;;) {
        // The first message has no letter.
        const head = started ? 1 : 0
        if (rest.length < head + 4) return
        const size = head + rest.readUInt32BE(head)
        if (rest.length < size) return
        if (started) note(rest.subarray(0, size))
        started = true
        rest = rest.subarray(size)
      }
    })
  })
  function note(message: Buffer): void {
    const kind = message[0]
    if (kind === query && message.length < 30 && ping.test(message.toString('utf8', 5))) return
    relay.bytes += message.length
    if (kind === query || kind === execute) relay.statements++
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(to)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  relay.url = url.href
  return relay
}
