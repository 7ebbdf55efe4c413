import { Limits } from '#protocol/limits.ts'

/**
 * A bucket that holds a minute's commands and fills evenly. Whoever runs far past an empty one is cut off. A class,
 * as there is one for every socket: ten thousand closures would weigh more than what they count.
 */
export class Rate {
  readonly #aMinute: number
  #tokens: number
  #at = Date.now()

  constructor(aMinute: number = Limits.wsCommandsAMinute) {
    this.#aMinute = aMinute
    this.#tokens = aMinute
  }

  take(): 'ok' | 'wait' | 'flood' {
    const now = Date.now()
    this.#tokens = Math.min(this.#aMinute, this.#tokens + ((now - this.#at) * this.#aMinute) / 60_000)
    this.#at = now
    this.#tokens -= 1
    if (this.#tokens >= 0) return 'ok'
    return this.#tokens < -this.#aMinute ? 'flood' : 'wait'
  }

  /** How long until the next command is let through. */
  get waitMs() {
    return Math.max(0, Math.ceil((-this.#tokens * 60_000) / this.#aMinute))
  }
}
