/**
 * Dates and "3 hours ago" in Uzbek, as CLDR writes them. Chromium says that it knows Uzbek and carries none of
 * it: a date is `2026 M11 26` there, and an hour ago is "-1 h".
 */
export const uzbekMonths = [
  'yan',
  'fev',
  'mar',
  'apr',
  'may',
  'iyn',
  'iyl',
  'avg',
  'sen',
  'okt',
  'noy',
  'dek',
]
const units = { year: 'yil', month: 'oy', day: 'kun', hour: 'soat', minute: 'daqiqa', second: 'soniya' }
const single: Partial<Record<keyof typeof units, string>> = {
  year: 'o‘tgan yil',
  month: 'o‘tgan oy',
  day: 'kecha',
}

export function uzbekDate(timeZone: string): (at: Date) => string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
  })
  return at => {
    const of = (type: 'day' | 'month' | 'year') =>
      parts.formatToParts(at).find(part => part.type === type)!.value
    return `${of('day')}-${uzbekMonths[Number(of('month')) - 1]}, ${of('year')}`
  }
}

/** `count` of a unit ago; 0 is now. */
export function uzbekAgo(count: number, unit: keyof typeof units): string {
  if (count === 0) return 'hozir'
  return (count === 1 && single[unit]) || `${count} ${units[unit]} oldin`
}
