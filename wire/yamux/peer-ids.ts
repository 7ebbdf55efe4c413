import { MuxError } from './mux-error.ts'

const maxSkipped = 256

/**
 * Which ids the peer has used. They rise by two; but where threads open streams at the same time, a later id may
 * overtake an earlier one, so the last ids that were jumped over may still come.
 */
export class PeerIds {
  readonly #odd: boolean
  #next: number
  #skipped: Set<number> | null = null

  constructor(parity: 'odd' | 'even') {
    this.#odd = parity === 'odd'
    this.#next = this.#odd ? 1 : 2
  }

  /** Throws for an id that is not the peer's to use, or was used. */
  take(id: number): void {
    if (id === this.#next) {
      this.#next += 2
      return
    }
    if (id === 0 || (id % 2 === 1) !== this.#odd) throw new MuxError(`stream ${id} is not the peer's to open`)
    if (id < this.#next) {
      if (!this.#skipped?.delete(id)) throw new MuxError(`stream ${id} was opened before`)
      return
    }
    const skipped = (this.#skipped ??= new Set())
    for (let it = Math.max(this.#next, id - 2 * maxSkipped); it < id; it += 2) skipped.add(it)
    for (const oldest of skipped) {
      if (skipped.size <= maxSkipped) break
      skipped.delete(oldest)
    }
    this.#next = id + 2
  }
}
