import { z } from 'zod'
import { Id, Time } from '../person.ts'
import { endpoint } from './endpoint.ts'

export const usageSteps = ['minute', 'hour', 'day', 'month'] as const
export const UsageStep = z.enum(usageSteps)
export type UsageStep = z.infer<typeof UsageStep>

export const usageDimensions = ['country', 'proxyUser', 'node', 'provider', 'edge', 'account'] as const
export const UsageDimension = z.enum(usageDimensions)
export type UsageDimension = z.infer<typeof UsageDimension>

/** Years that every part of the way can name. */
const year = /^(19[7-9]|2\d\d)\d-/
/** As it is meant, in UTC; a day stays a day. */
function momentOf(text: string): string | null {
  if (z.iso.date().safeParse(text).success) return year.test(text) ? text : null
  if (!z.iso.datetime({ offset: true }).safeParse(text).success) return null
  const instant = new Date(text)
  return Number.isNaN(instant.getTime()) || !year.test(instant.toISOString()) ? null : instant.toISOString()
}
/** An instant, or a day of the account's zone (its midnight). */
const Moment = z
  .string()
  .max(40)
  .refine(
    text => momentOf(text) !== null,
    'a day like 2026-11-26 or an instant like 2026-11-26T10:00:00Z, from 1970 to 2999',
  )
  .transform(text => momentOf(text) ?? text)

export const UsageBytes = z.object({ up: z.int(), down: z.int() })
export type UsageBytes = z.infer<typeof UsageBytes>
const UsagePoint = UsageBytes.extend({
  /** When this minute, hour, day or month begins. */
  at: Time,
})
export type UsagePoint = z.infer<typeof UsagePoint>

export const UsageGroup = UsageBytes.extend({
  /** The id; of a country its two letters; `unknown` where it is not known; `others`: of all accounts those besides. */
  key: z.string(),
  /** A login, a name; the key itself where there is none. */
  label: z.string(),
  /** Only those in which anything was carried. */
  points: z.array(UsagePoint),
})
export type UsageGroup = z.infer<typeof UsageGroup>

export const Usage = z.object({
  /** What was answered for: widened to whole steps. `to` is not part of it. */
  from: Time,
  to: Time,
  step: UsageStep,
  /** In which days and months begin. */
  timeZone: z.string(),
  total: UsageBytes,
  /** Every step of the range, in order, also those without traffic. */
  points: z.array(UsagePoint),
  /**
   * With `by`: most bytes first. Their sums are the totals. Of all accounts `Limits.usageAccounts` are named, and `others`
   * comes last (the CSV has all, unless it is by minute); which carried most is seen by whole hours, with step `minute` too.
   */
  groups: z.array(UsageGroup).nullable(),
})
export type Usage = z.infer<typeof Usage>

export const getUsage = endpoint({
  method: 'GET',
  path: '/api/usage',
  can: ['read', 'Usage'],
  summary:
    'Metered bytes of a range by minute, hour, day or month, also by country, proxy user, node and so on; ' +
    'as CSV with Accept: text/csv or format=csv. A client sees their own account, staff all or one',
  query: z.object({
    from: Moment,
    to: Moment,
    step: UsageStep.default('hour'),
    by: UsageDimension.optional(),
    account: Id.optional(),
    proxyUser: Id.optional(),
    node: Id.optional(),
    provider: Id.optional(),
    country: z.string().length(2).toLowerCase().optional(),
    edge: z.string().max(120).optional(),
    format: z.enum(['json', 'csv']).default('json'),
  }),
  answer: Usage,
  csv: true,
})

/** Bytes both ways against a limit; null: none. */
const Against = z.object({ bytes: z.int(), limit: z.int().nullable() })
export type Against = z.infer<typeof Against>

export const UsageWarning = z.object({
  /** Null: the account as a whole. */
  proxyUser: z.object({ id: Id, login: z.string() }).nullable(),
  period: z.enum(['day', 'month']),
  /** The first day of the period. */
  since: z.string(),
  percent: z.union([z.literal(80), z.literal(100)]),
  limit: z.int(),
  at: Time,
})
export type UsageWarning = z.infer<typeof UsageWarning>

export const UsageSummary = z.object({
  at: Time,
  timeZone: z.string(),
  /** When today and this month began, and when they end. */
  today: UsageBytes.extend({ from: Time, to: Time, limit: z.int().nullable() }),
  month: UsageBytes.extend({ from: Time, to: Time, limit: z.int().nullable() }),
  /** Those that carried something this month, or have a limit; most bytes of the month first. */
  proxyUsers: z.array(z.object({ id: Id, login: z.string(), today: Against, month: Against })),
  /** Of periods that still run: what has reached 80 % or all of its limit. Latest first. */
  warnings: z.array(UsageWarning),
})
export type UsageSummary = z.infer<typeof UsageSummary>

export const getUsageSummary = endpoint({
  method: 'GET',
  path: '/api/usage/summary',
  can: ['read', 'Usage'],
  summary: 'Today and this month of an account against its limits, in its time zone; staff name the account',
  query: z.object({ account: Id.optional() }),
  answer: UsageSummary,
})
