import type { RadarBatch, SessionFacts } from '#protocol/radar.ts'
import type { Log } from '#kit/log.ts'
import { networkLimits } from './limits.ts'
import { aheadSeconds } from './ring.ts'
import type { Session, Sessions } from './sessions.ts'
import { createStrays } from './strays.ts'
import type { Time } from './time.ts'

/** One edge, as its batches tell of it. */
export type Edge = {
  name: string
  epoch: string
  /** Lives that it has ended. */
  past: string[]
  seq: number
  /** The newest second it told of, and the newest one of which it told everything. */
  second: number
  settled: number
  /** It has been heard without a break since this second: before it none of its sessions counts. */
  heardFrom: number
  /** In this second it fell silent. */
  silentAt: number | null
  /** Batches were lost in this second, and maybe the end of a session with them. */
  lostAt: number | null
  sessions: Map<number, Session>
  /** When each of those that are over ended; their numbers are not used again. */
  ended: Map<number, number>
  /** What carried something in `second`, and in the seconds before it that are not settled. */
  busy: Session[]
  before: Session[]
}

/** `next`: it follows what is known. */
export type Place = 'next' | 'known' | 'gap'

export function createEdges(o: {
  sessions: Sessions
  time: Time
  log: Log
  /** It came, went silent or came back. */
  changed: (edge: string) => void
}) {
  const { sessions, time, log } = o
  const edges = new Map<string, Edge>()
  const strays = createStrays()

  function begin(name: string, epoch: string, second: number): Edge {
    const edge: Edge = {
      name,
      epoch,
      past: [],
      seq: 0,
      second,
      settled: second - 1,
      heardFrom: second,
      silentAt: null,
      lostAt: null,
      sessions: new Map(),
      ended: new Map(),
      busy: [],
      before: [],
    }
    edges.set(name, edge)
    o.changed(name)
    return edge
  }

  function closeAll(edge: Edge, second: number): void {
    for (const session of edge.sessions.values()) sessions.close(session, second)
  }
  /** Its sessions are kept aside for a while: when it was only late, they have never been away. */
  function silence(edge: Edge): void {
    if (edge.silentAt !== null) return
    edge.silentAt = edge.second + networkLimits.silentSeconds
    closeAll(edge, edge.silentAt)
    o.changed(edge.name)
  }
  function revive(edge: Edge): void {
    if (edge.silentAt === null) return
    for (const session of edge.sessions.values()) sessions.open(session, edge.silentAt)
    edge.silentAt = null
    o.changed(edge.name)
  }
  function dropSessions(edge: Edge): void {
    edge.sessions.clear()
    edge.silentAt = null
    o.changed(edge.name)
  }

  /** The edge that speaks, with what its silence or its new life means for its sessions. */
  function edgeOf(batch: RadarBatch, second: number): Edge {
    const edge = edges.get(batch.edge)
    if (!edge) return begin(batch.edge, batch.epoch, second)
    const broke = second - edge.second > networkLimits.silentSeconds
    if (broke) silence(edge)
    else revive(edge)
    if (edge.epoch !== batch.epoch) {
      if (!broke) closeAll(edge, second)
      edge.past = [...edge.past, edge.epoch].slice(-8)
      edge.epoch = batch.epoch
      edge.lostAt = null
      edge.ended.clear()
      strays.drop(edge.name)
    } else if (!broke) return edge
    dropSessions(edge)
    edge.heardFrom = second
    return edge
  }

  function learn(edge: Edge, facts: SessionFacts, second: number): void {
    if (edge.ended.has(facts.n) || (sessions.full && !edge.sessions.has(facts.n))) return
    const known = edge.sessions.get(facts.n)
    const session = known ?? sessions.make(edge, facts)
    session.factsSecond = second
    if (known) return
    edge.sessions.set(facts.n, session)
    sessions.open(session, Math.max(Math.floor(facts.startedAt / 1_000), edge.heardFrom))
    strays.take(edge.name, facts.n, (at, up, down) => move(edge, session, at, up, down))
  }

  function move(edge: Edge, session: Session, second: number, up: number, down: number): void {
    sessions.moved(session, second, up, down)
    if (second !== edge.second) return
    if (session.rateSecond !== second) {
      session.rateSecond = second
      session.upRate = session.downRate = 0
      edge.busy.push(session)
    }
    session.upRate += up
    session.downRate += down
  }

  function conclude(edge: Edge, facts: SessionFacts, second: number): void {
    const session = edge.sessions.get(facts.n)
    if (!session) return
    if (session.up !== facts.up || session.down !== facts.down) {
      session.up = facts.up
      session.down = facts.down
      sessions.touch(session)
    }
    if (facts.ended !== null) end(edge, session, second)
  }
  function end(edge: Edge, session: Session, second: number): void {
    sessions.close(session, second)
    edge.sessions.delete(session.n)
    edge.ended.set(session.n, second)
  }

  /** What carried something in the second before, and nothing in this one, rests. */
  function settle(edge: Edge): void {
    for (const session of edge.before) {
      if (session.rateSecond === edge.second) continue
      session.upRate = session.downRate = 0
      sessions.touch(session)
    }
    edge.before = []
    // The rates of nodes are those of the second that is settled now.
    for (const session of edge.busy) sessions.touch(session)
    edge.settled = edge.second
    if (edge.lostAt === null || edge.second < edge.lostAt + networkLimits.restatedSeconds) return
    for (const session of edge.sessions.values())
      if (session.factsSecond < edge.lostAt) end(edge, session, edge.lostAt + networkLimits.restatedSeconds)
    edge.lostAt = null
  }

  return {
    find: (name: string) => edges.get(name),
    place(batch: RadarBatch): Place {
      const edge = edges.get(batch.edge)
      if (edge?.past.includes(batch.epoch)) return 'known'
      const seq = edge?.epoch === batch.epoch ? edge.seq : 0
      if (batch.seq <= seq) return 'known'
      return batch.seq === seq + 1 ? 'next' : 'gap'
    },
    /** `lost`: batches before it are known to be lost. */
    apply(batch: RadarBatch, lost: boolean): void {
      if (!edges.has(batch.edge) && edges.size >= networkLimits.edges) {
        log.warn({ edge: batch.edge }, 'too many edges: this one is not heard')
        return
      }
      const second = Math.min(batch.second, time.last + aheadSeconds)
      const edge = edgeOf(batch, second)
      edge.seq = batch.seq
      if (lost) edge.lostAt = second
      if (second > edge.second) {
        edge.second = second
        for (const session of edge.busy) edge.before.push(session)
        edge.busy = []
      }
      for (const facts of batch.facts) learn(edge, facts, second)
      const { rows } = batch
      for (let i = 0; i < rows.length; i += 3) {
        const [n, up, down] = [rows[i]!, rows[i + 1]!, rows[i + 2]!]
        const session = edge.sessions.get(n)
        if (session) move(edge, session, second, up, down)
        else strays.keep(edge.name, n, second, up, down)
      }
      for (const facts of batch.facts) conclude(edge, facts, second)
      if (!batch.more) settle(edge)
    },
    /** Which edges say nothing any more. `from`: silence counts from this second on. */
    listen(from: number): void {
      const { last } = time
      for (const edge of edges.values()) {
        const silent = last - Math.max(edge.second, from)
        if (silent >= networkLimits.silentSeconds) silence(edge)
        if (silent >= networkLimits.reviveSeconds) edge.sessions.clear()
        if (silent < networkLimits.forgetSeconds) continue
        edges.delete(edge.name)
        strays.drop(edge.name)
        o.changed(edge.name)
      }
    },
    sweep(): void {
      const oldest = time.last - networkLimits.forgetSeconds
      strays.sweep(oldest)
      for (const edge of edges.values())
        for (const [n, second] of edge.ended) {
          if (second >= oldest) break
          edge.ended.delete(n)
        }
    },
  }
}
export type Edges = ReturnType<typeof createEdges>
