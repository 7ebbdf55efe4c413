import { dayIn } from '../usage/ranges.ts'

/**
 * A paper has a day and no hour: the middle of it in the reader's zone, so that it is the same day for whoever is some
 * hours away. Today is now, which is never ahead of the hub's clock by half a day; `undefined` lets the hub say it.
 */
export function signedAt(day: string, timeZone: string, now: number): string | undefined {
  if (day === dayIn(timeZone, now)) return undefined
  const noon = Date.parse(`${day}T12:00:00Z`)
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  const shift = Date.parse(`${wall.format(noon).replace(' ', 'T')}:00Z`) - noon
  return new Date(noon - shift).toISOString()
}
