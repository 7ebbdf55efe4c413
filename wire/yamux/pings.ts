import { SYN } from './frame.ts'
import { smoothRtt } from './window.ts'

type Asked = { at: number; answer(ms: number): void; fail(error: Error): void }

/** While data flows, the round trip is measured anew so often. */
const measureEveryMs = 5_000

/** Our questions on their way, and what their answers say about the round trip. */
export class Pings {
  readonly #now: () => number
  readonly #send: (flags: number, value: number) => void
  readonly #asked = new Map<number, Asked>()
  #value = 0
  #measuredAt = -Infinity
  #ended = false
  rttMs: number | null = null

  constructor(now: () => number, send: (flags: number, value: number) => void) {
    this.#now = now
    this.#send = send
  }

  ask(): Promise<number> {
    return new Promise((answer, fail) => this.#ask({ at: this.#now(), answer, fail }))
  }

  /** Asks for the sake of the round trip alone, now and then. */
  measure(now: number): void {
    if (now - this.#measuredAt < measureEveryMs || this.#asked.size > 0) return
    this.#ask({ at: now, answer() {}, fail() {} })
  }

  answered(value: number): void {
    const asked = this.#asked.get(value)
    if (!asked) return
    this.#asked.delete(value)
    const ms = this.#now() - asked.at
    this.rttMs = smoothRtt(this.rttMs, ms)
    asked.answer(ms)
  }

  end(): void {
    this.#ended = true
    for (const { fail } of this.#asked.values()) fail(new Error('the connection ended'))
    this.#asked.clear()
  }

  #ask(asked: Asked): void {
    if (this.#ended) return asked.fail(new Error('the connection ended'))
    this.#measuredAt = asked.at
    this.#asked.set(this.#value, asked)
    this.#send(SYN, this.#value)
    this.#value = (this.#value + 1) >>> 0
  }
}
