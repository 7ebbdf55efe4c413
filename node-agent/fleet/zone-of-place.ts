/** Where a code stands for. */
export type CodePlace = { country: string | null; city: string | null; lon: number | null }

/**
 * The zone that a clock in this place has: the one that is named after its city, else the country's one whose time is
 * nearest to the sun's. Null when the place is nowhere.
 */
export function zoneOfPlace({ country, city, lon }: CodePlace): string | null {
  const zones = country === null ? [] : zonesOf(country)
  const named = city === null ? undefined : zones.find(it => plain(it.split('/').at(-1)!) === plain(city))
  if (named !== undefined || zones.length < 2 || lon === null) return named ?? zones[0] ?? null
  const off = (zone: string) => Math.abs(offsetHours(zone) - lon / 15)
  return zones.toSorted((a, b) => off(a) - off(b))[0]!
}

/** Newer engines have it as a function. */
type Locale = Intl.Locale & { timeZones?: string[]; getTimeZones?: () => string[] }
function zonesOf(country: string): string[] {
  try {
    const locale = new Intl.Locale(`und-${country.toUpperCase()}`) as Locale
    return locale.getTimeZones?.() ?? locale.timeZones ?? []
  } catch {
    return []
  }
}

const plain = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}]/gu, '')
    .toLowerCase()

/** In winter, in the north: `GMT-05:00`. */
function offsetHours(timeZone: string): number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  const name = format.formatToParts(Date.UTC(2026, 0, 1)).find(it => it.type === 'timeZoneName')?.value ?? ''
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d+):(\d+)/.exec(name) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) + Number(minutes) / 60)
}
