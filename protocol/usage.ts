import { z } from 'zod'
import { Id } from './person.ts'

const counts = z.int().nonnegative()

/**
 * What an edge has metered in about five seconds: a numbered batch, that counts once however often it arrives. Written
 * to the edge's disk first, second by second; there until the ledger has posted it.
 */
export const UsageBatch = z.object({
  v: z.literal(1),
  edge: z.string().min(1).max(120),
  /** This life of the edge; batches are numbered within it, from 1. */
  epoch: Id,
  seq: z.int().positive(),
  sessions: z.array(
    z.object({
      id: Id,
      account: Id,
      proxyUser: Id,
      node: Id,
      provider: Id,
      country: z.string().length(2).nullable(),
    }),
  ),
  /** Bytes by the minute they were counted in (minutes since 1970), by Redis's clock. */
  minutes: z.array(
    z.object({
      minute: z.int().positive(),
      /** Index into `sessions`, up, down; index, up, down; … */
      rows: z.array(counts),
    }),
  ),
})
export type UsageBatch = z.infer<typeof UsageBatch>
