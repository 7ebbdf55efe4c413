import { z } from 'zod'
import { Limits } from './limits.ts'

export const processKinds = ['hub', 'proxy-edge', 'ledger'] as const
export const ProcessKind = z.enum(processKinds)
export type ProcessKind = z.infer<typeof ProcessKind>

/** What a hub says of its sockets and topics. */
export const LiveFigures = z.object({
  connections: z.int(),
  /** Those that somebody on this hub hears. */
  topics: z.int(),
  /** A second, since the last sign. */
  messagesOut: z.number(),
  bytesOut: z.number(),
  /** Since its start: changes that a reader who did not drain was not sent one by one. */
  skipped: z.int(),
  /** Readers that are skipped right now. */
  behind: z.int(),
  /** Since its start: readers who came back and got what they had missed, and those who began anew. */
  resumed: z.int(),
  reset: z.int(),
  /** From publishing to handing it to the socket, since the last sign. */
  lagP50Ms: z.number(),
  lagP99Ms: z.number(),
})
export type LiveFigures = z.infer<typeof LiveFigures>

/** What a process says of itself once a second on the bus. */
export const ProcessSign = z.object({
  id: z.string().min(1).max(120),
  kind: ProcessKind,
  host: z.string(),
  pid: z.int(),
  region: z.string().nullable(),
  version: z.string(),
  /** Both by the clock of its own host; what the hub shows is moved to the hub's. */
  startedAt: z.int(),
  at: z.int(),
  stopping: z.boolean(),
  lagP99Ms: z.number(),
  lagMaxMs: z.number(),
  rssBytes: z.int(),
  heapBytes: z.int(),
  /** Share of one core since the last sign. */
  cpu: z.number(),
  /** What it needs, and whether it reaches it: `{redis: true, postgres: false}`. */
  needs: z.record(z.string(), z.boolean()),
  /** Null for what has no sockets, and of a version that did not say it. */
  live: LiveFigures.nullable().default(null),
})
export type ProcessSign = z.infer<typeof ProcessSign>

/** `up`, `degraded` (a dependency is away), `stopping`, `silent` (no sign of life). */
export const ProcessState = z.enum(['up', 'degraded', 'stopping', 'silent'])
export type ProcessState = z.infer<typeof ProcessState>

/** `ageMs` is how long ago the sign was heard, by the clock of whoever heard it: `sign.at` is another host's. */
export function stateOf(sign: ProcessSign, ageMs: number): ProcessState {
  if (ageMs > Limits.heartbeatLateMs) return 'silent'
  if (sign.stopping) return 'stopping'
  return Object.values(sign.needs).every(Boolean) ? 'up' : 'degraded'
}
