import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What went each way on one connection; all of it is kept, so only for a few megabytes. */
export type Metered = { up: Buffer; down: Buffer }

/**
 * A wire with a counter: whatever comes to its port goes on to another one, byte by byte, FIN by FIN. Programs do not say
 * what they count; in front of a door it counts for a customer, and in front of a server for a target.
 */
export async function startMeter(o: { to: number; from?: string }) {
  let done: Metered[] = []
  let open = 0
  const server = createServer({ allowHalfOpen: true, noDelay: true }, near => accept(near))
  function accept(near: Socket): void {
    open++
    const [up, down]: [Buffer[], Buffer[]] = [[], []]
    const far = connect({
      ...{ port: o.to, host: '127.0.0.1', allowHalfOpen: true, noDelay: true },
      localAddress: o.from ?? '127.0.0.1',
    })
    const carry = (from: Socket, to: Socket, kept: Buffer[]) => {
      from.on('data', (part: Buffer) => {
        kept.push(part)
        to.write(part)
      })
      from.on('end', () => to.end())
      from.on('error', () => to.resetAndDestroy())
    }
    carry(near, far, up)
    carry(far, near, down)
    let closed = 0
    for (const socket of [near, far])
      socket.on('close', () => {
        if (++closed < 2) return
        open--
        done.push({ up: Buffer.concat(up), down: Buffer.concat(down) })
      })
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    /** For who comes by another door. */
    accept,
    get open() {
      return open
    },
    /** The connections that have ended since the last time. */
    take(): Metered[] {
      const all = done
      done = []
      return all
    },
    stop: () => void server.close(),
  }
}
export type Meter = Awaited<ReturnType<typeof startMeter>>
