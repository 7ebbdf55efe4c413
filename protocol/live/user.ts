import { z } from 'zod'
import type { Me } from '../rest/auth.ts'
import { Id } from '../person.ts'
import { UsageWarning } from '../rest/usage.ts'
import { VerdictKind } from '../trust/verdict.ts'

/** `user:<id>` begins with who the user is, and goes on with what happens to them. */
export type UserSnapshot = { me: Me }
export const UserEvent = z.discriminatedUnion('kind', [
  /** Their name, role, status or account was changed, by them or by somebody else. */
  z.object({ kind: z.literal('changed') }),
  /** Their account, or one of its proxy users, has used 80 % or all of a limit. */
  z.object({ kind: z.literal('usageWarning'), warning: UsageWarning }),
  /** To staff: the checks took a node out that had been approved. */
  z.object({
    kind: z.literal('nodeSuspended'),
    node: z.object({ id: Id, name: z.string() }),
    /** What was found: no home any more, or a home that is not closed. */
    why: z.enum(['verdict', 'selfTest']),
    verdict: VerdictKind.nullable(),
    reason: z.string(),
    at: z.int(),
  }),
])
export type UserEvent = z.infer<typeof UserEvent>
