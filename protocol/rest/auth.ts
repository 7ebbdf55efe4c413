import { z } from 'zod'
import { Email, Id, Locale, NewPassword, PersonName, Role, Theme, Time, TimeZone } from '../person.ts'
import { Limits } from '../limits.ts'
import { Done, endpoint } from './endpoint.ts'

export const Me = z.object({
  id: Id,
  email: z.string(),
  name: z.string(),
  role: Role,
  account: z.object({ id: Id, name: z.string() }).nullable(),
  locale: Locale,
  theme: Theme,
  timeZone: z.string(),
})
export type Me = z.infer<typeof Me>

export const Challenge = z.object({ id: Id, kind: z.literal('otp'), expiresAt: Time })
/** A password somebody already has is checked against its hash, not against today's rule for new ones. */
const GivenPassword = z.string().min(1).max(Limits.passwordMaxChars)
const LinkToken = z.string().min(20).max(100)
const SignedIn = z.object({ user: Me })

export const login = endpoint({
  method: 'POST',
  path: '/api/auth/login',
  can: 'anyone',
  summary: 'Sign in; an admin is asked for the code that was mailed',
  body: z.object({ email: Email, password: GivenPassword }),
  answer: z.union([SignedIn, z.object({ challenge: Challenge })]),
})
export const otp = endpoint({
  method: 'POST',
  path: '/api/auth/otp',
  can: 'anyone',
  summary: 'Answer a challenge with the mailed code',
  body: z.object({ id: Id, code: z.string().regex(/^\d{6}$/, '6 digits') }),
  answer: SignedIn,
})
export const refresh = endpoint({
  method: 'POST',
  path: '/api/auth/refresh',
  can: 'anyone',
  summary:
    'Trade the refresh cookie for new cookies. An Idempotency-Key makes a retry of the same attempt harmless; any other second use ends the session',
  answer: SignedIn,
})
export const logout = endpoint({
  method: 'POST',
  path: '/api/auth/logout',
  can: 'anyone',
  summary: 'End this session',
  answer: Done,
})
export const register = endpoint({
  method: 'POST',
  path: '/api/auth/register',
  can: 'anyone',
  summary: 'Open an account; a link to confirm the address is mailed',
  body: z.object({
    email: Email,
    password: NewPassword,
    name: PersonName,
    company: PersonName.optional(),
    locale: Locale.optional(),
    timeZone: TimeZone.optional(),
  }),
  answer: Done,
  status: 202,
})
export const confirm = endpoint({
  method: 'POST',
  path: '/api/auth/confirm',
  can: 'anyone',
  summary: 'Confirm the address with the token of the mailed link',
  body: z.object({ token: LinkToken }),
  answer: z.object({ email: z.string() }),
})
export const forgot = endpoint({
  method: 'POST',
  path: '/api/auth/forgot',
  can: 'anyone',
  summary: 'Ask for a link to set a new password; the answer is the same whoever asks',
  body: z.object({ email: Email }),
  answer: Done,
  status: 202,
})
export const reset = endpoint({
  method: 'POST',
  path: '/api/auth/reset',
  can: 'anyone',
  summary: 'Set a new password with the token of the mailed link; every session of the user ends',
  body: z.object({ token: LinkToken, password: NewPassword }),
  answer: z.object({ email: z.string() }),
})
export const me = endpoint({
  method: 'GET',
  path: '/api/auth/me',
  can: 'signed-in',
  summary: 'Who is signed in',
  answer: SignedIn,
})
export const updateMe = endpoint({
  method: 'PATCH',
  path: '/api/auth/me',
  can: ['update', 'Profile'],
  summary: 'Change name, language, theme or time zone',
  body: z
    .object({ name: PersonName, locale: Locale, theme: Theme, timeZone: TimeZone })
    .partial()
    .refine(b => Object.keys(b).length > 0, 'at least one field'),
  answer: SignedIn,
})
export const changePassword = endpoint({
  method: 'POST',
  path: '/api/auth/password',
  can: ['update', 'Profile'],
  summary: 'Change the password; every other session of the user ends',
  body: z.object({ current: GivenPassword, next: NewPassword }),
  answer: Done,
})

export const LoginSession = z.object({
  id: Id,
  current: z.boolean(),
  address: z.string(),
  agent: z.string(),
  createdAt: Time,
  lastSeenAt: Time,
})
export type LoginSession = z.infer<typeof LoginSession>
export const mySessions = endpoint({
  method: 'GET',
  path: '/api/auth/sessions',
  can: ['read', 'LoginSession'],
  summary: 'Where the user is signed in',
  answer: z.object({ items: z.array(LoginSession) }),
})
export const revokeSession = endpoint({
  method: 'DELETE',
  path: '/api/auth/sessions/:id',
  can: ['delete', 'LoginSession'],
  summary: 'End one session of the user',
  params: z.object({ id: Id }),
  answer: Done,
})
export const revokeOtherSessions = endpoint({
  method: 'DELETE',
  path: '/api/auth/sessions',
  can: ['delete', 'LoginSession'],
  summary: 'End every session of the user but this one',
  answer: z.object({ ended: z.int() }),
})
