const nothing: Buffer = Buffer.alloc(0)

/**
 * What a push decoder keeps between two chunks. A chunk that is decoded whole is never copied; bytes that come one by
 * one are copied twice at most on the whole. It has no limit of its own: its user takes what it can, or refuses,
 * before the next append. A class, because one is made for each connection: closures and getters in a literal cost a
 * microsecond or two.
 */
export class PushBuffer {
  #bytes = nothing
  #start = 0
  #end = 0

  get length(): number {
    return this.#end - this.#start
  }

  append(chunk: Uint8Array): void {
    if (this.#end === this.#start) {
      this.#bytes = Buffer.isBuffer(chunk)
        ? chunk
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      this.#start = this.#end = 0
    } else {
      this.#makeRoom(chunk.byteLength)
      this.#bytes.set(chunk, this.#end)
    }
    this.#end += chunk.byteLength
  }

  /** All that is there, valid until the next `append`. */
  view(): Buffer {
    const whole = this.#start === 0 && this.#end === this.#bytes.length
    return whole ? this.#bytes : this.#bytes.subarray(this.#start, this.#end)
  }

  drop(count: number): void {
    this.#start += count
    if (this.#start === this.#end) this.#clear()
  }

  /** All that is there, and nothing is there any more. */
  takeAll(): Buffer {
    const all = this.view()
    this.#clear()
    return all
  }

  #makeRoom(more: number) {
    // A chunk that was given ends where its bytes end: nothing is written behind it.
    if (this.#end + more <= this.#bytes.length) return
    const kept = this.length
    const next = Buffer.allocUnsafeSlow(Math.max(64, (kept + more) * 2))
    this.#bytes.copy(next, 0, this.#start, this.#end)
    this.#bytes = next
    this.#start = 0
    this.#end = kept
  }

  #clear() {
    this.#bytes = nothing
    this.#start = this.#end = 0
  }
}
