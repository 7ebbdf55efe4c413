import type { NodeState } from '../node.ts'
import { applyFlow, type Flow, type FlowPoint } from './flow.ts'
import type { LiveSession } from './sessions.ts'
import { applyRows, type RowsDelta, type Told } from './telemetry.ts'

/** `node:<id>`: one node in full; null when no edge has told of it. */
export type NodeSnapshot = Told & {
  node: NodeState | null
  flow: Flow
  open: number
  sessions: LiveSession[]
}
export type NodeDelta = Told & {
  node?: NodeState | null
  last: number
  points: FlowPoint[]
  open: number
  sessions?: RowsDelta<LiveSession>
}

export function applyNode(view: NodeSnapshot, delta: NodeDelta): NodeSnapshot {
  return {
    at: delta.at,
    wholeSince: delta.wholeSince,
    node: delta.node === undefined ? view.node : delta.node,
    open: delta.open,
    flow: applyFlow(view.flow, delta.points, delta.last),
    sessions: delta.sessions ? applyRows(view.sessions, delta.sessions) : view.sessions,
  }
}
