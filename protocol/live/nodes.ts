import type { NodeState } from '../node.ts'
import type { VerdictKind } from '../trust/verdict.ts'
import type { Told } from './telemetry.ts'

/** A node on the list and on the map. Rates are the bytes of its latest second. */
export type LiveNode = {
  id: string
  edge: string
  status: NodeState['status']
  online: boolean
  since: number
  country: string | null
  city: string | null
  lat: number | null
  lon: number | null
  asn: number | null
  battery: number | null
  charging: boolean | null
  network: 'wifi' | 'cellular' | 'ethernet' | null
  generation: string | null
  score: number | null
  /** Null: not judged yet. */
  verdict: VerdictKind | null
  sessions: number
  up: number
  down: number
}

/**
 * Many nodes by columns: `cells.id[i]`, `cells.status[i]`, … are those of the node that this topic calls `n[i]`, and
 * calls so for as long as its epoch lasts.
 */
export type NodeColumns = { n: number[] } & { [K in keyof LiveNode]: LiveNode[K][] }
export type NodesSnapshot = Told & { nodes: NodeColumns }
export type NodesDelta = Told & {
  /** Those that came or whose facts changed, whole. */
  set?: NodeColumns
  /** Those of which only these three changed. */
  flow?: { n: number[]; sessions: number[]; up: number[]; down: number[] }
  gone?: number[]
}

/** The other side of the columns: a row a node, changed in place, for a list and a map of very many. */
export type NodesView = Told & { nodes: Map<number, LiveNode> }

const fields = [
  'id',
  'edge',
  'status',
  'online',
  'since',
  'country',
  'city',
  'lat',
  'lon',
  'asn',
  'battery',
  'charging',
  'network',
  'generation',
  'score',
  'verdict',
  'sessions',
  'up',
  'down',
] as const satisfies (keyof LiveNode)[]

export function toColumns(nodes: Iterable<readonly [n: number, node: LiveNode]>): NodeColumns {
  const columns = { n: [] } as unknown as Record<string, unknown[]>
  for (const field of fields) columns[field] = []
  for (const [n, node] of nodes) {
    columns['n']!.push(n)
    for (const field of fields) columns[field]!.push(node[field])
  }
  return columns as NodeColumns
}

export function readNodes({ at, wholeSince, nodes }: NodesSnapshot): NodesView {
  const view: NodesView = { at, wholeSince, nodes: new Map() }
  place(view, nodes)
  return view
}

export function applyNodes(view: NodesView, delta: NodesDelta): NodesView {
  view.at = delta.at
  view.wholeSince = delta.wholeSince
  for (const n of delta.gone ?? []) view.nodes.delete(n)
  if (delta.set) place(view, delta.set)
  const { flow } = delta
  flow?.n.forEach((n, i) => {
    const node = view.nodes.get(n)
    if (!node) return
    node.sessions = flow.sessions[i]!
    node.up = flow.up[i]!
    node.down = flow.down[i]!
  })
  return view
}

function place(view: NodesView, columns: NodeColumns) {
  columns.n.forEach((n, i) => {
    const node = Object.fromEntries(fields.map(field => [field, columns[field][i]]))
    view.nodes.set(n, node as LiveNode)
  })
}
