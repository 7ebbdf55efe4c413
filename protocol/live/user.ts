import { z } from 'zod'
import type { Me } from '../rest/auth.ts'

/** `user:<id>` begins with who the user is, and goes on with what happens to them. */
export type UserSnapshot = { me: Me }
/** Their name, role, status or account was changed, by them or by somebody else. */
export const UserEvent = z.discriminatedUnion('kind', [z.object({ kind: z.literal('changed') })])
export type UserEvent = z.infer<typeof UserEvent>
