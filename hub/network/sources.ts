import type { NodeDelta, NodeSnapshot } from '#protocol/live/node.ts'
import { type NodesDelta, type NodesSnapshot, toColumns } from '#protocol/live/nodes.ts'
import type { SessionsDelta, SessionsSnapshot } from '#protocol/live/sessions.ts'
import type { Told } from '#protocol/live/telemetry.ts'
import type { UsageDelta, UsageSnapshot } from '#protocol/live/usage.ts'
import { topics } from '#protocol/topics.ts'
import type { Nodes } from './nodes.ts'
import type { Parties, Party } from './parties.ts'
import { aheadSeconds, flowOf, isIdle, pointsSince } from './ring.ts'
import type { Session, Sessions } from './sessions.ts'
import { createTable, type Table } from './table.ts'
import type { Time } from './time.ts'

/** `TelemetrySource` of hub/live/source.ts, and what it says. Whoever asked for it lets go of it once. */
export type Source<Snapshot, Delta> = {
  readonly changedAt: number
  snapshot(): Snapshot
  changesSince(tick: number): Delta | null
  release(): void
}

type Deps = {
  time: Time
  sessions: Sessions
  nodes: Nodes
  /** Begins whatever is said, and the stamp of its latest change. */
  told: () => Told
  toldAt: () => number
}

export function createSources({ time, sessions, nodes, told, toldAt }: Deps) {
  /** Of an account or a node: looked at once in a turn. */
  function tableOf(party: Party, max: number): Table {
    party.table ??= createTable(max)
    if (party.tableTurn !== time.turn) {
      party.tableTurn = time.turn
      party.table.refresh(party.sessions, party.sessions.size, party.changedAt)
    }
    return party.table
  }

  function hold(parties: Parties, id: string) {
    const party = parties.get(id)
    party.readers++
    let held = true
    return {
      party,
      release() {
        if (!held) return
        held = false
        if (--party.readers > 0) return
        party.table = null
        party.tableTurn = -1
      },
    }
  }
  /** A flow that shows something moves on with time, also when nothing new is in it. */
  function changedAt(party: Party): number {
    const moves = party.ring && !isIdle(party.ring, time.last - aheadSeconds)
    return Math.max(party.changedAt, toldAt(), moves ? time.movedAt : 0)
  }
  function flow(party: Party) {
    const open = party.sessions.size
    return { flow: flowOf(party.ring, time.last, open), open }
  }
  function moved(party: Party, tick: number) {
    const { last } = time
    const open = party.sessions.size
    const known = time.knownAt(tick)
    return { last, points: pointsSince(party.ring, { tick, known, last, open }), open }
  }

  function account(id: string): Source<UsageSnapshot, UsageDelta> {
    const { party, release } = hold(sessions.accounts, id)
    const table = () => tableOf(party, topics.usage.rows)
    return {
      release,
      get changedAt() {
        return changedAt(party)
      },
      snapshot: () => ({ ...told(), ...flow(party), sessions: table().rows() }),
      changesSince(tick) {
        const rows = table().changesSince(tick)
        if (rows === null) return null
        return { ...told(), ...moved(party, tick), ...(rows ? { sessions: rows } : {}) }
      },
    }
  }

  function node(id: string): Source<NodeSnapshot, NodeDelta> {
    const { party, release } = hold(sessions.nodes, id)
    const table = () => tableOf(party, topics.node.rows)
    const state = () => {
      const known = nodes.all.get(id)
      return known ? nodes.stateOf(known) : null
    }
    const factsAt = () => nodes.all.get(id)?.factsAt ?? nodes.changedAt
    return {
      release,
      get changedAt() {
        return Math.max(changedAt(party), factsAt())
      },
      snapshot: () => ({ ...told(), node: state(), ...flow(party), sessions: table().rows() }),
      changesSince(tick) {
        const rows = table().changesSince(tick)
        if (rows === null) return null
        const facts = factsAt() > tick ? { node: state() } : {}
        return { ...told(), ...facts, ...moved(party, tick), ...(rows ? { sessions: rows } : {}) }
      },
    }
  }

  const allNodes: Source<NodesSnapshot, NodesDelta> = {
    release() {},
    get changedAt() {
      return Math.max(nodes.changedAt, sessions.changedAt, toldAt())
    },
    snapshot() {
      const all = Array.from(nodes.all.values(), it => [it.n, nodes.live(it)] as const)
      return { ...told(), nodes: toColumns(all) }
    },
    changesSince(tick) {
      const gone = nodes.goneSince(tick)
      if (!gone) return null
      const set: [number, ReturnType<typeof nodes.live>][] = []
      const flow = { n: [] as number[], sessions: [] as number[], up: [] as number[], down: [] as number[] }
      for (const it of nodes.all.values()) {
        if (it.factsAt > tick) set.push([it.n, nodes.live(it)])
        else if (nodes.flowAt(it) > tick) {
          const now = nodes.flowOf(it)
          flow.n.push(it.n)
          flow.sessions.push(now.sessions)
          flow.up.push(now.up)
          flow.down.push(now.down)
        }
      }
      return {
        ...told(),
        ...(set.length > 0 ? { set: toColumns(set) } : {}),
        ...(flow.n.length > 0 ? { flow } : {}),
        ...(gone.length > 0 ? { gone } : {}),
      }
    },
  }

  /** Nobody reads it when nobody asks, so it is looked at when somebody does. */
  const table = createTable(topics.sessions.rows)
  let tableTurn = -1
  function refreshed(): Table {
    if (tableTurn !== time.turn) {
      tableTurn = time.turn
      table.refresh(newestFirst(sessions.all), sessions.all.length, sessions.changedAt)
    }
    return table
  }
  const allSessions: Source<SessionsSnapshot, SessionsDelta> = {
    release() {},
    get changedAt() {
      return Math.max(sessions.changedAt, toldAt())
    },
    snapshot: () => ({ ...told(), open: sessions.all.length, sessions: refreshed().rows() }),
    changesSince(tick) {
      const rows = refreshed().changesSince(tick)
      if (rows === null) return null
      return { ...told(), open: sessions.all.length, ...(rows ? { sessions: rows } : {}) }
    },
  }

  return { account, node, nodes: allNodes, sessions: allSessions }
}

/** Among those that rest the newest are shown, so the others are passed by at once. */
function* newestFirst(all: readonly Session[]): Generator<Session> {
  for (let i = all.length - 1; i >= 0; i--) yield all[i]!
}
