import { AgentLimits } from '../limits.ts'

/** Full jitter: thousands of devices that lost the same edge come back spread, not together. */
export class Backoff {
  #failures = 0
  readonly #random: () => number

  constructor(random: () => number) {
    this.#random = random
  }

  /** The first retry is at once. */
  nextMs(): number {
    const n = this.#failures++
    if (n === 0) return 0
    return this.#random() * Math.min(AgentLimits.maxRetryMs, AgentLimits.firstRetryMs * 2 ** (n - 1))
  }

  reset(): void {
    this.#failures = 0
  }
}
