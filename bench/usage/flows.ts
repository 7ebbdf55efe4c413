import { type AddressInfo, createServer, type Socket } from 'node:net'
import { once } from 'node:events'

/** What the target has counted of one session: the truth that the usage tables are held against. */
export type Flow = {
  account: string
  proxyUser: string
  country: string
  edge: string
  up: number
  down: number
  open: boolean
  /** The client closed it in order; otherwise it was broken off. */
  whole: boolean
  /** When what came to how much, of the last seconds. */
  past: { at: number; up: number; down: number }[]
  /** What may be missing of it: what it carried in the last second of an edge that was killed, and after. */
  mayMiss: { up: number; down: number } | null
}

const pastMs = 3_000
/** A flow begins with its number; each turn of it with its own length, and how much is to be answered. */
const headBytes = 8

/** Counts every byte of every flow, as a customer's target would: what it has read, and what it has given to its kernel. */
export async function startTarget() {
  const flows: Flow[] = []
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    let flow: Flow | null = null
    let early = Buffer.alloc(0)
    let left = 0
    let reply = 0
    socket.on('error', () => undefined)
    socket.on('close', () => {
      sockets.delete(socket)
      if (flow) flow.open = false
    })
    socket.on('end', () => socket.end())
    socket.on('data', (chunk: Buffer) => {
      let rest = chunk
      if (!flow) {
        early = Buffer.concat([early, chunk])
        if (early.length < 4) return
        flow = flows[early.readUInt32BE(0)]!
        note(flow, early.length, 0)
        rest = early.subarray(4)
        early = Buffer.alloc(0)
      } else {
        note(flow, chunk.length, 0)
      }
      while (rest.length > 0) {
        if (left === 0) {
          if (early.length + rest.length < headBytes) {
            early = Buffer.concat([early, rest])
            return
          }
          const head = Buffer.concat([early, rest]).subarray(0, headBytes)
          rest = rest.subarray(headBytes - early.length)
          early = Buffer.alloc(0)
          left = head.readUInt32BE(0)
          reply = head.readUInt32BE(4)
        }
        const take = Math.min(left, rest.length)
        left -= take
        rest = rest.subarray(take)
        if (left > 0) return
        note(flow, 0, reply)
        socket.write(Buffer.alloc(reply, 0x61))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    flows,
    begin(of: Pick<Flow, 'account' | 'proxyUser' | 'country' | 'edge'>): { n: number; flow: Flow } {
      const flow: Flow = { ...of, up: 0, down: 0, open: true, whole: false, past: [], mayMiss: null }
      return { n: flows.push(flow) - 1, flow }
    },
    get open() {
      return sockets.size
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
export type Target = Awaited<ReturnType<typeof startTarget>>

function note(flow: Flow, up: number, down: number): void {
  flow.up += up
  flow.down += down
  const at = performance.now()
  flow.past.push({ at, up: flow.up, down: flow.down })
  while (flow.past.length > 2 && flow.past[1]!.at < at - pastMs) flow.past.shift()
}

/** Its edge was killed now: what it had carried a second ago is on that edge's disk. */
export function markKilled(flow: Flow, ms: number): void {
  const since = performance.now() - ms
  const known = flow.past.findLast(it => it.at <= since) ?? { up: 0, down: 0 }
  // Of several moments the earliest counts: what was missing once stays missing.
  if (flow.mayMiss === null) flow.mayMiss = { up: known.up, down: known.down }
}

/** Bytes by key: what was counted, and how much less the tables may say. */
export function truthBy(flows: readonly Flow[], key: (flow: Flow) => string) {
  const all = new Map<string, { up: number; down: number; miss: { up: number; down: number } }>()
  for (const flow of flows) {
    if (flow.up + flow.down === 0) continue
    const name = key(flow)
    const sum = all.get(name) ?? { up: 0, down: 0, miss: { up: 0, down: 0 } }
    all.set(name, sum)
    sum.up += flow.up
    sum.down += flow.down
    if (!flow.mayMiss) continue
    sum.miss.up += flow.up - flow.mayMiss.up
    sum.miss.down += flow.down - flow.mayMiss.down
  }
  return all
}
