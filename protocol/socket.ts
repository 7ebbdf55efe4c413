import { z } from 'zod'
import type { ErrorCode } from './errors.ts'
import type { Topic } from './topics.ts'

const id = z.int().nonnegative()
const topic = z.string().min(1).max(200)
/** Where a reader of a topic stood: which life of the topic, and the last number seen. */
export const Position = z.object({ epoch: z.string(), seq: z.int().nonnegative() })
export type Position = z.infer<typeof Position>

export const FromBrowser = z.discriminatedUnion('do', [
  z.object({ do: z.literal('ping'), id }),
  z.object({ do: z.literal('subscribe'), id, topic, since: Position.optional() }),
  z.object({ do: z.literal('unsubscribe'), id, topic }),
  z.object({ do: z.literal('auth.renew'), id, token: z.string().max(4096).optional() }),
])
export type FromBrowser = z.infer<typeof FromBrowser>
export type Command = FromBrowser['do']
export const commands = ['ping', 'subscribe', 'unsubscribe', 'auth.renew'] as const satisfies Command[]

/** Everything, as of `seq`. `reset`: what was missed is not known any more, so this takes the place of it. */
export type Snapshot = { topic: Topic; epoch: string; seq: number; snapshot: unknown; reset?: true }
/** What changed after the one before, or after `from` when several were merged. */
export type Delta = { topic: Topic; seq: number; from?: number; delta: unknown }
/** One of a row without gaps. The epoch changes when Redis may have lost the end of the row. */
export type TopicEvent = { topic: Topic; epoch: string; seq: number; event: unknown }

/** The answer to `subscribe`. Of a reliable topic: whether what was missed follows, or a snapshot. */
export type Subscribed = { topic: Topic; resumed?: boolean }

/** A frame of the hub holds one of these, or an array of them. */
export type ToBrowser =
  | { re: number | null; ok: Record<string, unknown> }
  /** `topic`, with no command to answer: it is no longer theirs to hear. */
  | { re: number | null; error: { code: ErrorCode; message: string }; topic?: Topic }
  | Snapshot
  | Delta
  | TopicEvent
  | { bye: { code: number; text: string; retryAfterMs: number } }

export const socketProtocol = 'traffix.v1'
export const bearerPrefix = 'bearer.'
export const accessCookie = 'traffix_access'
export const refreshCookie = 'traffix_refresh'
