import type { RowsDelta } from '#protocol/live/telemetry.ts'
import type { LiveSession } from '#protocol/live/sessions.ts'
import { createGone } from '../live/gone.ts'
import type { Session } from './sessions.ts'

/** The busiest sessions of an account, a node or the network, as they were told: each with the stamp of its latest
 *  change. It is made for readers, and looks at the sessions when it is told to. */
export function createTable(max: number) {
  const rows = new Map<string, { row: LiveSession; stamp: number; look: number }>()
  const gone = createGone<string>(2 * max)
  let looks = 0

  return {
    /** `stamp`: that of the latest change to any of them. */
    refresh(sessions: Iterable<Session>, count: number, stamp: number): void {
      looks++
      for (const session of busiest(sessions, count, max)) {
        const known = rows.get(session.id)
        if (known && isShown(known.row, session)) {
          known.look = looks
          continue
        }
        rows.set(session.id, { row: rowOf(session), stamp, look: looks })
        gone.returns(session.id)
      }
      for (const [id, { look }] of rows) if (look !== looks && rows.delete(id)) gone.leaves(id, stamp)
    },
    rows: (): LiveSession[] => Array.from(rows.values(), it => it.row),
    /** Null when it is not known any more; undefined when nothing has changed. */
    changesSince(tick: number): RowsDelta<LiveSession> | null | undefined {
      const left = gone.since(tick)
      if (!left) return null
      const delta: RowsDelta<LiveSession> = { set: [], gone: left }
      for (const { row, stamp } of rows.values()) if (stamp > tick) delta.set.push(row)
      return delta.set.length + delta.gone.length > 0 ? delta : undefined
    },
  }
}
export type Table = ReturnType<typeof createTable>

const rowOf = (session: Session): LiveSession => ({
  id: session.id,
  account: session.account.id,
  proxyUser: session.proxyUser,
  login: session.login,
  node: session.node.id,
  country: session.country,
  target: session.target,
  choice: session.choice,
  edge: session.edge.name,
  startedAt: session.startedAt,
  up: session.up,
  down: session.down,
  upRate: session.upRate,
  downRate: session.downRate,
})

const isShown = (row: LiveSession, session: Session): boolean =>
  row.up === session.up &&
  row.down === session.down &&
  row.upRate === session.upRate &&
  row.downRate === session.downRate &&
  row.edge === session.edge.name

/** As `busiestFirst` of protocol/live/sessions.ts: below zero when `a` comes first. */
const compare = (a: Session, b: Session): number =>
  b.upRate + b.downRate - (a.upRate + a.downRate) ||
  b.startedAt - a.startedAt ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** A heap with the least busy of the chosen on top: most of very many sessions are looked at once and passed by. */
export function busiest(sessions: Iterable<Session>, count: number, max: number): Iterable<Session> {
  if (count <= max) return sessions
  const heap: Session[] = []
  for (const session of sessions) {
    if (heap.length < max) {
      heap.push(session)
      rise(heap, heap.length - 1)
    } else if (compare(session, heap[0]!) < 0) {
      heap[0] = session
      sink(heap)
    }
  }
  return heap
}

function rise(heap: Session[], from: number): void {
  for (let i = from; i > 0;) {
    const above = (i - 1) >> 1
    if (compare(heap[i]!, heap[above]!) <= 0) return
    swap(heap, i, above)
    i = above
  }
}

function sink(heap: Session[]): void {
  for (let i = 0; ;) {
    let last = i
    for (const below of [2 * i + 1, 2 * i + 2])
      if (below < heap.length && compare(heap[below]!, heap[last]!) > 0) last = below
    if (last === i) return
    swap(heap, i, last)
    i = last
  }
}

function swap(heap: Session[], a: number, b: number): void {
  const kept = heap[a]!
  heap[a] = heap[b]!
  heap[b] = kept
}
