import { z } from 'zod'

/** Said on the bus's `control` channel when something must be acted on at once. A hint, never the truth:
 *  the truth is in PostgreSQL, and whoever missed the hint finds it there. */
export const Control = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('login.ended'),
    session: z.string(),
    user: z.string(),
    why: z.enum(['revoked', 'disabled']),
  }),
  z.object({ kind: z.literal('user.changed'), user: z.string() }),
  z.object({ kind: z.literal('account.changed'), account: z.string() }),
])
export type Control = z.infer<typeof Control>
