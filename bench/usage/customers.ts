import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { SocksClient } from 'socks'
import type { Random } from '#wire/fuzz/random.ts'
import type { EdgePart } from './parts.ts'
import type { Flow, Target } from './flows.ts'

export const password = 'a-password-of-the-customers'
/** Longer than anybody who is killed stays away. */
const patienceMs = 30_000
export type Customer = { account: string; proxyUser: string; login: string }

/**
 * So many sessions at a time, each of a customer over an edge and a country of it: it asks and is answered for a while,
 * closes in order, and another one takes its place; one that is broken off is followed by another too.
 */
export function startCustomers(o: {
  sessions: number
  customers: readonly Customer[]
  places: readonly { edge: EdgePart; country: string }[]
  target: Target
  random: Random
}) {
  const { target, random } = o
  const over = new AbortController()
  const count = { opened: 0, refused: 0, broken: 0 }
  let refusal = ''

  async function session(slot: number): Promise<void> {
    const { account, proxyUser, login } = o.customers[slot % o.customers.length]!
    const { edge, country } = random.pick(o.places)
    let socket: Socket
    try {
      const made = await SocksClient.createConnection({
        proxy: {
          ...{ host: '127.0.0.1', port: edge.socksPort, type: 5 },
          ...{ userId: `${login}-country-${country}`, password },
        },
        command: 'connect',
        destination: { host: '127.0.0.1', port: target.port },
        timeout: 10_000,
      })
      socket = made.socket
    } catch (err) {
      count.refused++
      refusal = String(err)
      await pause(200 + random.int(800), undefined, { signal: over.signal }).catch(() => undefined)
      return
    }
    count.opened++
    const { n, flow } = target.begin({ account, proxyUser, country, edge: edge.id })
    const first = Buffer.alloc(4)
    first.writeUInt32BE(n)
    socket.write(first)
    const talk = talkOver(socket)
    try {
      const turns = 5 + random.int(60)
      for (let i = 0; i < turns && !over.signal.aborted; i++) {
        await talk.turn(50 + random.int(3_000), 50 + random.int(6_000))
        await pause(200 + random.int(1_200), undefined, { signal: over.signal }).catch(() => undefined)
      }
      await talk.end()
      flow.whole = true
    } catch {
      count.broken++
      await pause(100 + random.int(400), undefined, { signal: over.signal }).catch(() => undefined)
    } finally {
      socket.destroy()
    }
  }

  const running = Promise.all(
    Array.from({ length: o.sessions }, async (_, slot) => {
      // They do not all come at once.
      await pause(random.int(3_000))
      while (!over.signal.aborted) await session(slot)
    }),
  )
  return {
    count,
    get lastRefusal() {
      return refusal
    },
    /** Each ends its turn and closes in order. */
    async stop(): Promise<void> {
      over.abort()
      await running
    },
  }
}

/** One session's socket: it says and waits for as much as it asked for. */
function talkOver(socket: Socket) {
  let left = 0
  let waiting: { resolve(): void; reject(why: Error): void } | null = null
  const lost = () => waiting?.reject(new Error('broken off'))
  socket.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left <= 0) waiting?.resolve()
  })
  socket.on('error', lost)
  socket.on('close', lost)
  async function within(ms: number): Promise<void> {
    if (socket.destroyed) throw new Error('broken off')
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    waiting = { resolve, reject }
    const timer = setTimeout(() => reject(new Error('no answer')), ms)
    await promise.finally(() => clearTimeout(timer))
    waiting = null
  }
  return {
    async turn(up: number, down: number): Promise<void> {
      const said = Buffer.alloc(8 + up, 0x62)
      said.writeUInt32BE(up, 0)
      said.writeUInt32BE(down, 4)
      left = down
      socket.write(said)
      await within(patienceMs)
    },
    async end(): Promise<void> {
      socket.end()
      if (socket.readableEnded) return
      socket.once('end', () => waiting?.resolve())
      await within(patienceMs)
    },
  }
}
export const notWhole = (flows: readonly Flow[]) => flows.filter(it => !it.whole && it.mayMiss === null)
