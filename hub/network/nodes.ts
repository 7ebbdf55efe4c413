import type { LiveNode } from '#protocol/live/nodes.ts'
import type { NodeState } from '#protocol/node.ts'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { createGone } from '../live/gone.ts'
import type { Ticks } from '../live/source.ts'
import type { Edges } from './edges.ts'
import { networkLimits } from './limits.ts'
import type { Parties } from './parties.ts'
import { bytesIn } from './ring.ts'
import type { Time } from './time.ts'

/** `n`: what this hub calls it. `factsAt`: the stamp of the latest change to what is told of it, traffic aside. */
export type Node = { n: number; state: NodeState; factsAt: number }

/** How many that are gone are remembered, for readers who are behind. */
const goneMax = 1_000

/** What the edges told of their nodes. */
export function createNodes(o: {
  ticks: Ticks
  time: Time
  edges: Edges
  parties: Parties
  log: Log
  /** One has come that was not known, or was decided on, or judged. */
  news: () => void
}) {
  const { ticks, time, edges, parties, log } = o
  const nodes = new Map<string, Node>()
  const byEdge = new Map<string, Set<Node>>()
  const gone = createGone<number>(goneMax)
  let lastNumber = 0
  let changedAt = 0

  function change(node: Node): void {
    node.factsAt = changedAt = ticks.next
  }
  function place(node: Node, state: NodeState): void {
    byEdge.get(node.state.edge)?.delete(node)
    node.state = state
    const others = byEdge.get(state.edge) ?? new Set()
    byEdge.set(state.edge, others.add(node))
    change(node)
  }
  function forget(node: Node): void {
    nodes.delete(node.state.id)
    byEdge.get(node.state.edge)?.delete(node)
    gone.leaves(node.n, (changedAt = ticks.next))
  }

  /** As it is now: whose edge is silent is offline, whatever was last said of it. */
  function stateOf({ state }: Node): NodeState {
    const edge = edges.find(state.edge)
    if (!state.online || (edge && edge.silentAt === null)) return state
    return { ...state, online: false, since: edge?.silentAt ? edge.silentAt * 1_000 : state.at }
  }
  function flowOf({ state }: Node): { sessions: number; up: number; down: number } {
    const party = parties.find(state.id)
    const edge = edges.find(state.edge)
    const second = edge && edge.silentAt === null ? edge.settled : 0
    return { sessions: party?.sessions.size ?? 0, ...bytesIn(party?.ring ?? null, second) }
  }

  return {
    all: nodes as ReadonlyMap<string, Node>,
    /** The stamp of the latest change to any, traffic aside. */
    get changedAt() {
      return changedAt
    },
    flowAt: (node: Node): number => parties.find(node.state.id)?.changedAt ?? 0,
    flowOf,
    stateOf,
    live(node: Node): LiveNode {
      const {
        id,
        edge,
        status,
        online,
        since,
        country,
        city,
        lat,
        lon,
        asn,
        battery,
        network,
        score,
        verdict,
      } = stateOf(node)
      return {
        ...{ id, edge, status, online, since, country, city, lat, lon, asn, score, verdict },
        battery: battery?.level ?? null,
        charging: battery?.charging ?? null,
        network: network?.type ?? null,
        generation: network?.generation ?? null,
        ...flowOf(node),
      }
    },
    hear(said: readonly NodeState[]): void {
      for (const state of said) {
        const known = nodes.get(state.id)
        if (known) {
          // What was read may be what was heard already: nothing has changed then.
          if (state.at <= known.state.at) continue
          const { status, verdict } = known.state
          if (state.status !== status || state.verdict !== verdict) o.news()
          place(known, state)
        } else if (nodes.size < networkLimits.nodes) {
          const node = { n: ++lastNumber, state, factsAt: 0 }
          nodes.set(state.id, node)
          place(node, state)
          o.news()
        } else log.warn({ node: state.id }, 'too many nodes: this one is not shown')
      }
    },
    /** The edge came, went silent or came back, and its nodes with it. */
    edgeChanged(edge: string): void {
      for (const node of byEdge.get(edge) ?? []) change(node)
    },
    /** Null when so long ago is not remembered. */
    goneSince: gone.since,
    sweep(): void {
      for (const node of nodes.values()) if (node.state.at < time.now() - Limits.nodeKeepMs) forget(node)
    },
  }
}
export type Nodes = ReturnType<typeof createNodes>
