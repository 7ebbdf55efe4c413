/** Zones change their offset at whole minutes. */
const forMs = 60_000

/** Which day it is in a zone, as `20261126`: asked for with every count of bytes, so it is kept for a minute. */
export function createDays(now: () => number): (zone: string) => string {
  const known = new Map<string, { format: Intl.DateTimeFormat; minute: number; day: string }>()
  return zone => {
    const ms = now()
    const minute = Math.floor(ms / forMs)
    let it = known.get(zone)
    if (!it) known.set(zone, (it = { format: formatOf(zone), minute: -1, day: '' }))
    if (it.minute !== minute) {
      it.minute = minute
      it.day = it.format.format(ms).replaceAll('-', '')
    }
    return it.day
  }
}

/** A zone that this runtime does not know is UTC: limits go on. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone, ...parts })
  } catch {
    return new Intl.DateTimeFormat('en-CA', { timeZone: 'UTC', ...parts })
  }
}
