import { localeTag } from './locale-tag.ts'
import { uzbekAgo, uzbekDate } from './uzbek-times.ts'
import { knownZone } from './zones.ts'

/**
 * Everything that is shown as a figure or a time, for one language and one zone. `naming`: times say their zone.
 * A zone that this browser does not know is shown as UTC, and says so.
 */
export function createFormat(language: string, wanted: string, naming = false) {
  const tag = localeTag(language)
  const timeZone = knownZone(wanted) ?? 'UTC'
  const dates = (o: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { timeZone, ...o })
  const uzbek = language === 'uz' ? uzbekDate(timeZone) : null
  const written = (timeStyle?: 'short' | 'long') => {
    if (!uzbek) return dates({ dateStyle: 'medium', timeStyle }).format
    if (!timeStyle) return uzbek
    const time = dates({ timeStyle, hourCycle: 'h23' })
    return (at: Date) => `${uzbek(at)}, ${time.format(at)}`
  }
  const date = written()
  const dateTime = written('short')
  const exact = written('long')
  const clock = dates({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  const zones = dates({ timeZoneName: 'short' })
  const named = naming || timeZone !== wanted
  const zone = (at: Date) => {
    const name = named && zones.formatToParts(at).find(part => part.type === 'timeZoneName')?.value
    return name ? ` ${name}` : ''
  }
  const withZone = (format: (at: Date) => string) => (at: string | number) => {
    const time = new Date(at)
    return format(time) + zone(time)
  }
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto', style: 'long' })
  const since = (count: number, unit: (typeof spans)[number][0] | 'second') =>
    uzbek && count <= 0 ? uzbekAgo(-count, unit) : relative.format(count, unit)
  const numbers = new Map<string, Intl.NumberFormat>()
  const number = (value: number, o: Intl.NumberFormatOptions = {}) => {
    const key = JSON.stringify(o)
    let format = numbers.get(key)
    if (!format) numbers.set(key, (format = new Intl.NumberFormat(tag, o)))
    return format.format(value)
  }
  const unit = (value: number, name: string, digits = 0, unitDisplay: 'short' | 'narrow' = 'short') =>
    number(value, {
      style: 'unit',
      unit: name,
      unitDisplay,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })

  const seconds = (ms: number) => unit(ms / 1000, 'second', ms < 60_000 ? 1 : 0, 'narrow')
  /** `3 d 04:05:06`; the same width from second to second. */
  function uptime(ms: number) {
    const s = Math.max(0, Math.floor(ms / 1000))
    const two = (n: number) => String(n).padStart(2, '0')
    const days = Math.floor(s / 86_400)
    const rest = `${two(Math.floor(s / 3600) % 24)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
    return days > 0 ? `${unit(days, 'day')} ${rest}` : rest
  }

  /** Decimal: a megabyte is a million bytes, everywhere in the product. */
  function bytes(value: number) {
    // What would be written as 1000 of a unit is one of the next.
    const found = byteUnits.find(([, size]) => Math.abs(value) >= size * 0.9995)
    // Of few bytes a short unit has no plural in CLDR ("23 byte").
    if (!found) return `${number(Math.round(value))}\u00a0${language === 'ru' ? 'Б' : 'B'}`
    const shown = value / found[1]
    return unit(shown, found[0], shown >= 100 ? 0 : 1)
  }

  return {
    tag,
    timeZone,
    date: (at: string | number) => date(new Date(at)),
    dateTime: withZone(dateTime),
    exact: (at: string | number) => exact(new Date(at)),
    clock: withZone(clock.format),
    /** For a column of times whose zone is named above it. */
    bareClock: (at: string | number) => clock.format(new Date(at)),
    number,
    percent: (share: number, digits = 0) =>
      number(share, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }),
    ms: (value: number) => unit(value, 'millisecond', value < 10 ? 1 : 0),
    bytes,
    bytesPerSecond: (value: number) => `${bytes(value)}/${language === 'ru' ? 'с' : 's'}`,
    /** Every one of them: `12,345,678 bytes`. */
    exactBytes: (value: number) =>
      // Chromium counts in Uzbek as in no language at all.
      uzbek ? `${number(value)} bayt` : number(value, { style: 'unit', unit: 'byte', unitDisplay: 'long' }),
    seconds,
    /** How old something is: tenths of a second as long as they say something. */
    age: (ms: number) => (ms < 60_000 ? seconds(Math.max(0, ms)) : uptime(ms)),
    /** A rate: a tenth says something of a few, and nothing of many. */
    rate(value: number) {
      const digits = value < 10 ? 1 : 0
      return number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    },
    uptime,
    /** `4:05` */
    countdown(ms: number) {
      const s = Math.max(0, Math.ceil(ms / 1000))
      return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
    },
    ago(at: string | number, now: number) {
      const seconds = (new Date(at).getTime() - now) / 1000
      for (const [name, size] of spans) {
        if (Math.abs(seconds) >= size) return since(Math.trunc(seconds / size), name)
      }
      return since(0, 'second')
    },
  }
}
export type Format = ReturnType<typeof createFormat>

const byteUnits = [
  ['terabyte', 1e12],
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const
const spans = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const
