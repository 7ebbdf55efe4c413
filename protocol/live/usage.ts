import { applyFlow, type Flow, type FlowPoint } from './flow.ts'
import type { LiveSession } from './sessions.ts'
import { applyRows, type RowsDelta, type Told } from './telemetry.ts'

/** `usage:<account>`: what it carries now and carried in the last five minutes, and its busiest sessions. */
export type UsageSnapshot = Told & { flow: Flow; open: number; sessions: LiveSession[] }
/** `last` is the newest second that is told of. Points are in order of time. */
export type UsageDelta = Told & {
  last: number
  points: FlowPoint[]
  open: number
  sessions?: RowsDelta<LiveSession>
}

export function applyUsage(view: UsageSnapshot, delta: UsageDelta): UsageSnapshot {
  return {
    at: delta.at,
    wholeSince: delta.wholeSince,
    open: delta.open,
    flow: applyFlow(view.flow, delta.points, delta.last),
    sessions: delta.sessions ? applyRows(view.sessions, delta.sessions) : view.sessions,
  }
}
