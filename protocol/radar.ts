import { z } from 'zod'
import { Limits } from './limits.ts'
import { Id } from './person.ts'
import { Choice } from './routing.ts'

const bytes = z.int().nonnegative()

/**
 * One proxied connection, as its edge tells of it: when it opens, again within a minute as long as it is open, and
 * when it has ended. Until then the edge calls it by a number of its own. Totals are those after this batch.
 */
export const SessionFacts = z.object({
  n: z.int().positive(),
  id: Id,
  account: Id,
  proxyUser: Id,
  /** What the program signed in with. */
  login: z.string().max(80),
  node: Id,
  country: z.string().length(2).nullable(),
  /** `host:port`, as it was asked for. */
  target: z.string().max(300),
  /** In ms by Redis's clock, and not after the second in which it is first told of. */
  startedAt: z.int(),
  up: bytes,
  down: bytes,
  /** Why it ended; null while it is open. */
  ended: z.string().max(40).nullable(),
  /** Why this node. */
  choice: Choice.nullable().default(null),
})
export type SessionFacts = z.infer<typeof SessionFacts>

/**
 * Said on `radar` each second by every edge, also when nothing happened: then it says that the edge is there. The same
 * is kept in `radar:window`, so that whoever comes late, or missed one, reads it there. A second with very many
 * sessions is several batches; what concerns one session is in one of them.
 */
export const RadarBatch = z.object({
  edge: z.string().min(1).max(120),
  /** This life of the edge: another one means that all its sessions are gone. */
  epoch: z.string().min(1).max(60),
  /** One higher each time. */
  seq: z.int().positive(),
  /** Another batch of the same second follows: what has not been named so far may still be. */
  more: z.boolean(),
  /** Which second the bytes belong to, by Redis's clock, which all hosts share. */
  second: z.int().positive(),
  facts: z.array(SessionFacts).max(Limits.radarFacts),
  /** Bytes since the batch before: number, up, down; number, up, down; … */
  rows: z.custom<number[]>(areRows, 'three whole numbers a row'),
})
export type RadarBatch = z.infer<typeof RadarBatch>

/** By hand: there are thousands in each batch, and to check them one by one with a schema costs ten times the rest. */
function areRows(rows: unknown): boolean {
  if (!Array.isArray(rows) || rows.length % 3 !== 0 || rows.length > Limits.radarRows * 3) return false
  for (const value of rows) if (!Number.isSafeInteger(value) || value < 0) return false
  return true
}
