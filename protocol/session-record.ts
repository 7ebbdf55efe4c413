import { z } from 'zod'
import { Id } from './person.ts'
import { Choice } from './routing.ts'

const bytes = z.int().nonnegative()

/** A session that has ended, as the edge hands it over to be stored: once, however often it comes (`id`). */
export const SessionRecord = z.object({
  id: Id,
  account: Id,
  proxyUser: Id,
  login: z.string().max(80),
  node: Id,
  edge: z.string().max(120),
  door: z.enum(['socks', 'http']),
  target: z.string().max(300),
  country: z.string().length(2).nullable(),
  startedAt: z.int(),
  endedAt: z.int(),
  up: bytes,
  down: bytes,
  ended: z.string().max(40),
  choice: Choice.nullable(),
})
export type SessionRecord = z.infer<typeof SessionRecord>
