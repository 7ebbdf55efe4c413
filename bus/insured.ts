import type { Log } from '#kit/log.ts'
import { BusDown } from './bus-down.ts'

/** What to do in Redis, and what to do in this process's memory while Redis is away. */
export async function insured<T>(
  { name, log }: { name: string; log: Log },
  inRedis: () => Promise<T>,
  inMemory: () => T,
): Promise<T> {
  try {
    return await inRedis()
  } catch (err) {
    if (!(err instanceof BusDown)) throw err
    log.debug({ name }, 'redis is away: kept in memory')
    return inMemory()
  }
}

/** A map that forgets: entries past their time first, then the oldest, so that no flood of keys can fill memory. */
export class Forgetful<V> {
  readonly #entries = new Map<string, { value: V; until: number }>()
  readonly #max: number
  constructor(max: number) {
    this.#max = max
  }

  get(key: string, now: number): V | undefined {
    const entry = this.#entries.get(key)
    return entry && entry.until > now ? entry.value : undefined
  }

  set(key: string, value: V, now: number, keepMs: number): void {
    this.#entries.delete(key)
    this.#entries.set(key, { value, until: now + keepMs })
    if (this.#entries.size > this.#max) this.#sweep(now)
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  #sweep(now: number): void {
    for (const [key, { until }] of this.#entries) if (until <= now) this.#entries.delete(key)
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.#max * 0.9) return
      this.#entries.delete(key)
    }
  }
}

/** Of one throttle or quota in one process, while Redis is away. */
export const insuredKeysMax = 10_000
