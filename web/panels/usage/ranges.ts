import type { UsageStep } from '#protocol/rest/usage.ts'

export const rangeNames = ['hour', 'day', 'month', 'year', 'custom'] as const
export type RangeName = (typeof rangeNames)[number]
/** What the hub is asked for: instants, or days of the account's zone. */
export type Asked = { from: string; to: string; step: UsageStep }
export type Wish = {
  range: RangeName
  /** Of `custom`: the first and the last day, both part of it. */
  from: string
  to: string
  step: UsageStep
}

const dayMs = 86_400_000
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

/** The day it is in a zone: `2026-11-26`. */
export function dayIn(zone: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
  }).formatToParts(at)
  const of = (type: 'year' | 'month' | 'day') => parts.find(part => part.type === type)!.value
  return `${of('year')}-${of('month')}-${of('day')}`
}
// Days without a zone, so they may be counted as those of UTC.
const write = (at: number) => new Date(at).toISOString().slice(0, 10)
export const plusDays = (day: string, days: number): string => write(Date.parse(day) + days * dayMs)
const plusMonths = (day: string, months: number) => {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return write(Date.UTC(year, month - 1 + months, 1))
}
/** How many days from one to the other, both counted; none where there are no such days. */
export const daysOf = (from: string, to: string): number =>
  isDay(from) && isDay(to) ? Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1) : 0
const monthsOf = (from: string, to: string) => {
  const [y = 0, m = 0] = from.split('-').map(Number)
  const [y2 = 0, m2 = 0] = to.split('-').map(Number)
  return (y2 - y) * 12 + m2 - m + 1
}

/**
 * The steps that a range is worth looking at by; the first is taken unless somebody chooses. Of the whole network no finer
 * one is offered than what is answered in a moment, a thousand accounts compared.
 */
export function stepsOf(range: Omit<Wish, 'step'>, { network = false } = {}): readonly UsageStep[] {
  const steps = allStepsOf(range)
  if (!network) return steps
  if (range.range === 'custom' && daysOf(range.from, range.to) > 62) return ['month']
  return steps.slice(0, 1)
}
function allStepsOf({ range, from, to }: Omit<Wish, 'step'>): readonly UsageStep[] {
  switch (range) {
    case 'hour':
      return ['minute']
    case 'day':
      return ['hour', 'minute']
    case 'month':
      return ['day', 'hour']
    case 'year':
      return ['month', 'day']
    case 'custom': {
      const days = daysOf(from, to)
      if (days <= 2) return ['hour', 'minute', 'day']
      if (days <= 62) return ['day', 'hour', 'month']
      return days <= 366 ? ['day', 'month'] : ['month', 'day']
    }
  }
}

/** What to ask for, and for the period of the same length before it; null when the days make no range. */
export function planOf(wish: Wish, zone: string, now: number): { asked: Asked; before: Asked } | null {
  const { range, step } = wish
  const today = dayIn(zone, now)
  switch (range) {
    case 'hour':
      return back(60, 60_000)
    case 'day':
      return back(24, 3_600_000)
    case 'month':
      return days(plusDays(today, -29), today)
    case 'year':
      return months(plusMonths(today, -11), 12)
    case 'custom':
      if (daysOf(wish.from, wish.to) === 0) return null
      return step === 'month'
        ? months(plusMonths(wish.from, 0), monthsOf(wish.from, wish.to))
        : days(wish.from, wish.to)
  }

  /** The hub widens to whole minutes and hours of the zone, of which the running one is the last. */
  function back(count: number, ms: number) {
    const part = (from: number, to: number): Asked => ({
      ...{ from: new Date(from).toISOString(), to: new Date(to).toISOString(), step },
    })
    const first = now - (count - 1) * ms
    return { asked: part(first, now), before: part(first - count * ms, now - count * ms) }
  }
  function days(from: string, to: string) {
    const count = daysOf(from, to)
    return {
      asked: { from, to: plusDays(to, 1), step },
      before: { from: plusDays(from, -count), to: from, step },
    }
  }
  function months(first: string, count: number) {
    return {
      asked: { from: first, to: plusMonths(first, count), step },
      before: { from: plusMonths(first, -count), to: first, step },
    }
  }
}
