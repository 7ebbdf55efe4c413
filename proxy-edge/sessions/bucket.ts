/** So much may go at once after a pause. */
const burstMs = 250

/** A speed that several sessions share: whoever sends goes into debt, and waits until it is paid. */
export class Bucket {
  #bytesPerMs: number
  #tokens = 0
  #at: number
  readonly #now: () => number

  constructor(bytesPerSecond: number, now: () => number) {
    this.#bytesPerMs = bytesPerSecond / 1_000
    this.#now = now
    this.#at = now()
  }

  set bytesPerSecond(value: number) {
    this.#bytesPerMs = value / 1_000
  }

  /** They have gone. How long to wait before the next ones. */
  take(bytes: number): number {
    const now = this.#now()
    this.#tokens = Math.min(this.#tokens + (now - this.#at) * this.#bytesPerMs, burstMs * this.#bytesPerMs)
    this.#at = now
    this.#tokens -= bytes
    return this.#tokens >= 0 ? 0 : -this.#tokens / this.#bytesPerMs
  }
  /** How long to wait as it is. */
  get waitMs(): number {
    return this.take(0)
  }
}
