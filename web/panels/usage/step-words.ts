import type { UsageStep } from '#protocol/rest/usage.ts'
import { createFormat } from '../../i18n/format.ts'
import { uzbekMonths } from '../../i18n/uzbek-times.ts'

/** When a step is, in the zone in which it was counted. */
export type StepWords = {
  /** For an axis: `14:00`, `26 Nov`, `Nov`; a day begins with its date, a year with its number. */
  short(at: number): string
  /** `26 Nov 2026, 14:00–15:00` */
  long(at: number): string
  /** Which of these times get a mark when there is room for so many. */
  ticks(times: readonly number[], room: number): number[]
}

const strides: Record<UsageStep, readonly number[]> = {
  minute: [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440],
  hour: [1, 2, 3, 4, 6, 12, 24, 48, 168, 336],
  day: [1, 2, 4, 7, 14, 28, 56, 91, 182],
  month: [1, 2, 3, 6, 12, 24, 60],
}

export function createStepWords(language: string, zone: string, step: UsageStep): StepWords {
  const { tag, timeZone, date } = createFormat(language, zone)
  const uzbek = language === 'uz'
  const by = (o: Intl.DateTimeFormatOptions, locale = tag) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...o })
    return (at: number) => format.format(at)
  }
  const clock = by({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const numbers = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  })
  function parts(at: number) {
    const found = Object.fromEntries(
      numbers.formatToParts(at).map(({ type, value }) => [type, Number(value)]),
    )
    return found as Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>
  }
  const uzbekMonth = (at: number) => uzbekMonths[parts(at).month - 1]!
  const day = uzbek
    ? (at: number) => `${parts(at).day}-${uzbekMonth(at)}`
    : by({ day: 'numeric', month: 'short' })
  const month = uzbek ? uzbekMonth : by({ month: 'short' })
  const monthLong = uzbek
    ? (at: number) => `${parts(at).year}-yil, ${uzbekMonth(at)}`
    : by({ month: 'long', year: 'numeric' })
  const weekday = uzbek ? date : by({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })

  /** Counts steps from where people begin to count them. */
  function place(at: number): number {
    const p = parts(at)
    switch (step) {
      case 'minute':
        return p.hour * 60 + p.minute
      case 'hour':
        return p.hour
      case 'day':
        return Math.round(Date.UTC(p.year, p.month - 1, p.day) / 86_400_000)
      case 'month':
        return p.year * 12 + p.month - 1
    }
  }
  const short = (at: number) => {
    if (step === 'day') return day(at)
    if (step === 'month') return parts(at).month === 1 ? String(parts(at).year) : month(at)
    const time = clock(at)
    return time === '00:00' ? day(at) : time
  }
  return {
    short,
    long(at) {
      switch (step) {
        case 'minute':
          return `${date(at)}, ${clock(at)}`
        case 'hour':
          return `${date(at)}, ${clock(at)}–${clock(at + 3_600_000)}`
        case 'day':
          return weekday(at)
        case 'month':
          return monthLong(at)
      }
    },
    ticks(times, room) {
      const fits = (stride: number) => times.length / stride <= Math.max(1, room)
      const stride = strides[step].find(fits) ?? strides[step].at(-1)!
      // Days end where the range does: today has its mark.
      const from = step === 'day' && times.length > 0 ? place(times.at(-1)!) : 0
      const chosen = times.filter(at => (place(at) - from) % stride === 0)
      return chosen.length > 0 ? chosen : times.slice(0, 1)
    },
  }
}
