/**
 * Frames on their way to a socket, gathered into blocks of bytes. On TLS every write becomes records of its own, and
 * several buffers at once are copied together anyway: one full block is the least work for both ends.
 */
export class Outbox {
  /** Full ones first; the last is being filled. */
  readonly #blocks: Uint8Array[] = []
  /** How full the last one is. */
  #filled = 0
  bytes = 0

  add(bytes: Uint8Array): void {
    const size = bytes.length
    this.bytes += size
    let at = 0
    while (at < size) {
      let block = this.#blocks.at(-1)
      if (block === undefined || this.#filled === block.length) {
        block = takeBlock()
        this.#blocks.push(block)
        this.#filled = 0
      }
      const room = Math.min(size - at, block.length - this.#filled)
      block.set(room === size ? bytes : bytes.subarray(at, at + room), this.#filled)
      this.#filled += room
      at += room
    }
  }

  /** The next block, whoever takes it gives it back with `giveBlock` when the socket is done with it. */
  take(): { block: Uint8Array; filled: number } | null {
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
}

/** Eight TLS records of 16 KiB. */
export const blockBytes = 128 * 1024
const maxSpareBlocks = 16
const spare: Uint8Array[] = []

/** Blocks belong to the process, for only a few of very many sockets write at the same time. */
const takeBlock = (): Uint8Array => spare.pop() ?? Buffer.allocUnsafeSlow(blockBytes)

export function giveBlock(block: Uint8Array): void {
  if (spare.length < maxSpareBlocks) spare.push(block)
}
