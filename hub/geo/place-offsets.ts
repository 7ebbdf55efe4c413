import { getCountry } from 'countries-and-timezones'

const formats = new Map<string, Intl.DateTimeFormat | null>()
/** A device may say any word: so many are remembered. */
const most = 1_000

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  if (formats.size >= most) formats.clear()
  let made: Intl.DateTimeFormat | null = null
  try {
    made = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  } catch {
    // No such zone.
  }
  formats.set(timeZone, made)
  return made
}

/** Minutes east of UTC that a clock of this zone shows then; null when there is no such zone. */
export function offsetOf(timeZone: string, at: Date): number | null {
  const part = formatOf(timeZone)
    ?.formatToParts(at)
    .find(it => it.type === 'timeZoneName')
  if (!part) return null
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(part.value) ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}

/** What clocks in this country may show then; nothing when the country is not known. */
export function placeOffsets(country: string | null, at: Date): number[] {
  const zones = country === null ? [] : (getCountry(country.toUpperCase())?.timezones ?? [])
  return [...new Set(zones.map(zone => offsetOf(zone, at)).filter(it => it !== null))]
}
