import { z } from 'zod'
import { Limits } from './limits.ts'

export const roles = ['admin', 'operator', 'client'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

export const locales = ['en', 'ru', 'uz'] as const
export const Locale = z.enum(locales)
export type Locale = z.infer<typeof Locale>

export const themes = ['system', 'dark', 'light'] as const
export const Theme = z.enum(themes)
export type Theme = z.infer<typeof Theme>

/** `unconfirmed` has not followed the link in the mail yet; `disabled` was shut out by an admin. */
export const userStatuses = ['unconfirmed', 'active', 'disabled'] as const
export const UserStatus = z.enum(userStatuses)
export type UserStatus = z.infer<typeof UserStatus>

export const accountStatuses = ['active', 'suspended'] as const
export const AccountStatus = z.enum(accountStatuses)
export type AccountStatus = z.infer<typeof AccountStatus>

export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(Limits.emailChars)
  .pipe(z.email('an address like name@example.com'))
export const PersonName = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}]*$/u, 'no control characters')
  .min(1, 'at least 1 character')
  .max(Limits.nameChars, `at most ${Limits.nameChars} characters`)
/** Long rather than ornate: length is what a guesser pays for. */
export const NewPassword = z
  .string()
  .min(Limits.passwordMinChars, `at least ${Limits.passwordMinChars} characters`)
  .max(Limits.passwordMaxChars, `at most ${Limits.passwordMaxChars} characters`)
export const TimeZone = z.string().max(64).refine(isTimeZone, 'an IANA time zone such as Asia/Tashkent')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** As PostgreSQL writes it: ids are compared as text everywhere but there. */
export const Id = z.uuid().toLowerCase()
export const Time = z.iso.datetime({ offset: true })
