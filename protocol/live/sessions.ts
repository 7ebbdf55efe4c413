import type { Choice } from '../routing.ts'
import { applyRows, type RowsDelta, type Told } from './telemetry.ts'

/** A session that is open now. Rates are the bytes of its latest second. */
export type LiveSession = {
  id: string
  account: string
  proxyUser: string
  login: string
  node: string
  country: string | null
  target: string
  edge: string
  startedAt: number
  up: number
  down: number
  upRate: number
  downRate: number
  choice: Choice | null
}

/** `sessions`: the busiest of all live sessions, in no order; `open` counts them all. */
export type SessionsSnapshot = Told & { open: number; sessions: LiveSession[] }
export type SessionsDelta = Told & { open: number; sessions?: RowsDelta<LiveSession> }

export function applySessions(view: SessionsSnapshot, delta: SessionsDelta): SessionsSnapshot {
  return {
    at: delta.at,
    wholeSince: delta.wholeSince,
    open: delta.open,
    sessions: delta.sessions ? applyRows(view.sessions, delta.sessions) : view.sessions,
  }
}

export const busiestFirst = (a: LiveSession, b: LiveSession) =>
  b.upRate + b.downRate - (a.upRate + a.downRate) || b.startedAt - a.startedAt || a.id.localeCompare(b.id)
