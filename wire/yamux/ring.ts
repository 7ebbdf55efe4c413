import type { Stream } from './stream.ts'

/** Those who wait for the socket, first come, first served. Linked through the streams: nothing is allocated. */
export class Ring {
  #first: Stream | null = null
  #last: Stream | null = null

  get empty(): boolean {
    return this.#first === null
  }

  add(stream: Stream): void {
    if (stream.waiting) return
    stream.waiting = true
    if (this.#last === null) this.#first = stream
    else this.#last.next = stream
    this.#last = stream
  }

  take(): Stream | null {
    const stream = this.#first
    if (stream === null) return null
    this.#first = stream.next
    if (stream.next === null) this.#last = null
    stream.next = null
    stream.waiting = false
    return stream
  }
}
