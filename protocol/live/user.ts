import { z } from 'zod'
import type { Me } from '../rest/auth.ts'
import { UsageWarning } from '../rest/usage.ts'

/** `user:<id>` begins with who the user is, and goes on with what happens to them. */
export type UserSnapshot = { me: Me }
export const UserEvent = z.discriminatedUnion('kind', [
  /** Their name, role, status or account was changed, by them or by somebody else. */
  z.object({ kind: z.literal('changed') }),
  /** Their account, or one of its proxy users, has used 80 % or all of a limit. */
  z.object({ kind: z.literal('usageWarning'), warning: UsageWarning }),
])
export type UserEvent = z.infer<typeof UserEvent>
