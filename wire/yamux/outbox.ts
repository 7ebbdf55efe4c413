import { type Block, giveBlock, largeBytes, takeLarge, takeSmall } from './blocks.ts'

/**
 * Frames on their way to a socket, gathered into blocks of bytes. On TLS every write becomes records of its own, and
 * several buffers at once are copied together anyway: one full block is the least work for both ends.
 */
export class Outbox {
  /** Full ones first; the last is being filled. A small one is alone. */
  readonly #blocks: Block[] = []
  /** How full the last one is. */
  #filled = 0
  bytes = 0

  add(bytes: Uint8Array): void {
    const size = bytes.length
    this.bytes += size
    let at = 0
    while (at < size) {
      const block = this.#last(size - at)
      const room = Math.min(size - at, block.length - this.#filled)
      block.set(room === size ? bytes : bytes.subarray(at, at + room), this.#filled)
      this.#filled += room
      at += room
    }
  }

  /** The next block. Whoever takes it gives it back with `giveBlock` when the socket is done with it. */
  take(): { block: Block; filled: number } | null {
    const block = this.#blocks.shift()
    if (block === undefined) return null
    const filled = this.#blocks.length === 0 ? this.#filled : block.length
    this.bytes -= filled
    return { block, filled }
  }

  clear(): void {
    this.bytes = 0
    for (const block of this.#blocks.splice(0)) giveBlock(block)
  }

  /** The block to fill on: many connections say only a few bytes at a time, and get a small one. */
  #last(wanted: number): Block {
    const last = this.#blocks.at(-1)
    if (last === undefined) return this.#begin(takeSmall(wanted) ?? takeLarge())
    if (last.length === largeBytes) return this.#filled < largeBytes ? last : this.#begin(takeLarge())
    if (this.#filled + wanted <= last.length) return last
    const large = takeLarge()
    large.set(last.subarray(0, this.#filled))
    this.#blocks[this.#blocks.length - 1] = large
    giveBlock(last)
    return large
  }

  #begin(block: Block): Block {
    this.#blocks.push(block)
    this.#filled = 0
    return block
  }
}
