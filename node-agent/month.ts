import type { MonthBytes } from './keep/kept.ts'

/** `2026-11`, by the device's own clock. */
export const monthOf = (date: Date): string =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`

/** What was carried this month; a new month begins at nothing. */
export class Month {
  #now: () => Date
  #month: string
  bytes: number

  constructor(saved: MonthBytes | null, now: () => Date) {
    this.#now = now
    this.#month = monthOf(now())
    this.bytes = saved?.month === this.#month ? saved.bytes : 0
  }

  /** On a tick: turns the page. */
  turn(): MonthBytes {
    const month = monthOf(this.#now())
    if (month !== this.#month) {
      this.#month = month
      this.bytes = 0
    }
    return { month, bytes: this.bytes }
  }
}
