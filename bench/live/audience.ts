import { setTimeout as pause } from 'node:timers/promises'
import { openCrowd } from './crowd.ts'
import { type Heard, heardIn } from './heard.ts'
import { createLatencies, type Latencies } from './latencies.ts'
import type { RawSocket, RawTarget } from './raw-client.ts'

/** How one socket does in its two topics. */
export type Member = {
  socket: RawSocket
  usage: Row
  nodes: Row
  closed: { code: number } | null
}
/** One topic of it: nothing is kept of the messages but their numbers. */
type Row = {
  seq: number
  snapshots: number
  deltas: number
  merged: number
  gaps: number
  second: number
  /** Seconds that were told of; and those that were passed over, as one does in which nothing was carried. */
  told: number
  passed: number[]
}

const empty = (): Row => ({
  seq: -1,
  snapshots: 0,
  deltas: 0,
  merged: 0,
  gaps: 0,
  second: 0,
  told: 0,
  passed: [],
})
/** Only tells a hang from a slow machine. */
const deadlineMs = 180_000

/**
 * Very many sockets, each on `usage:` of an account of its own and on `nodes`: what each has heard, whether anything
 * was missing in it, and how long it took.
 */
export async function openAudience(o: {
  target: (n: number) => RawTarget
  accounts: readonly string[]
  /** Latencies of those are not counted. */
  apart?: (n: number) => boolean
}) {
  const count = o.accounts.length
  const members: Member[] = Array.from({ length: count }, () => ({
    socket: null as unknown as RawSocket,
    usage: empty(),
    nodes: empty(),
    closed: null,
  }))
  let counting = false
  let latencies = createLatencies()
  const refusals: string[] = []

  function take(n: number, heard: Heard) {
    if (heard.kind === 'error') return void refusals.push(heard.text)
    if (heard.kind !== 'snapshot' && heard.kind !== 'delta') return
    const member = members[n]!
    const isUsage = heard.topic !== 'nodes'
    const row = isUsage ? member.usage : member.nodes
    if (heard.kind === 'snapshot') {
      row.snapshots++
      row.second = 0
    } else {
      row.deltas++
      if (heard.from !== null) row.merged++
      if ((heard.from ?? heard.seq - 1) !== row.seq) row.gaps++
      if (isUsage) takeSeconds(row, heard.text)
      if (counting && !o.apart?.(n)) latencies.add(Date.now() - heard.at)
    }
    row.seq = heard.seq
  }

  const sockets = await openCrowd(count, o.target, n => ({
    text: payload => {
      for (const heard of heardIn(payload)) take(n, heard)
    },
    closed: code => void (members[n]!.closed = { code }),
  }))
  sockets.forEach((socket, n) => (members[n]!.socket = socket))

  return {
    members,
    refusals,
    async subscribe() {
      for (const [n, socket] of sockets.entries()) {
        subscribeTo(socket, o.accounts[n]!)
        if (n % 500 === 499) await pause(50)
      }
      await until('all are subscribed', () => members.every(m => m.usage.deltas > 0 && m.nodes.deltas > 0))
    },
    /** From here on everything counts, and nothing that was before. */
    begin() {
      for (const { usage, nodes } of members)
        for (const row of [usage, nodes]) Object.assign(row, { ...empty(), seq: row.seq, second: row.second })
      latencies = createLatencies()
      counting = true
    },
    takeLatencies(): Latencies {
      const taken = latencies
      latencies = createLatencies()
      return taken
    },
    close() {
      for (const socket of sockets) socket.cut()
    },
  }
}
export type Audience = Awaited<ReturnType<typeof openAudience>>

export function subscribeTo(socket: RawSocket, account: string) {
  socket.send(JSON.stringify({ do: 'subscribe', id: 1, topic: `usage:${account}` }))
  socket.send(JSON.stringify({ do: 'subscribe', id: 2, topic: 'nodes' }))
}

/** `"points":[[second,up,down,open],…]`: each second is told of, and none is passed over. */
function takeSeconds(row: Row, text: string) {
  const points = /"points":(\[[\d,[\]]*?\]\]|\[\])/.exec(text)?.[1]
  if (!points) return
  for (const [second] of JSON.parse(points) as [number][]) {
    if (row.second > 0) for (let s = row.second + 1; s < second; s++) row.passed.push(s)
    if (second > row.second) row.told++
    row.second = Math.max(row.second, second)
  }
}

export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + deadlineMs
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await pause(100)
  }
}
