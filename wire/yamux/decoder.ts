import { DATA, GO_AWAY, headerBytes, readUint32 } from './frame.ts'
import { MuxError } from './mux-error.ts'

export type FrameSink = {
  /** Throws to refuse the frame, before any of its payload is waited for. */
  header(type: number, flags: number, id: number, length: number): void
  /** A piece of the payload of the data frame whose header came last, as the socket cut it. */
  payload(piece: Uint8Array, last: boolean): void
}

/**
 * Frames out of chunks cut anywhere. Holds at most one part of a header: a payload is handed on in the pieces it
 * comes in, as views into the chunk.
 */
export class Decoder {
  readonly #sink: FrameSink
  readonly #partial = new Uint8Array(headerBytes)
  #held = 0
  #remaining = 0
  #stopped = false

  constructor(sink: FrameSink) {
    this.#sink = sink
  }

  /** Whatever comes from now on is dropped, also the rest of a chunk in hand. */
  stop(): void {
    this.#stopped = true
  }

  push(chunk: Uint8Array): void {
    const end = chunk.length
    let at = 0
    while (at < end && !this.#stopped) {
      if (this.#remaining > 0) {
        const size = Math.min(this.#remaining, end - at)
        const piece = size === end ? chunk : chunk.subarray(at, at + size)
        at += size
        this.#remaining -= size
        this.#sink.payload(piece, this.#remaining === 0)
      } else if (this.#held === 0 && end - at >= headerBytes) {
        at += headerBytes
        this.#header(chunk, at - headerBytes)
      } else {
        const size = Math.min(headerBytes - this.#held, end - at)
        for (let i = 0; i < size; i++) this.#partial[this.#held + i] = chunk[at + i]!
        at += size
        this.#held += size
        if (this.#held < headerBytes) return
        this.#held = 0
        this.#header(this.#partial, 0)
      }
    }
  }

  #header(bytes: Uint8Array, at: number): void {
    const type = bytes[at + 1]!
    if (bytes[at] !== 0) throw new MuxError(`version ${bytes[at]} is not spoken here`)
    if (type > GO_AWAY) throw new MuxError(`no frame is of type ${type}`)
    const length = readUint32(bytes, at + 8)
    if (type === DATA) this.#remaining = length
    this.#sink.header(type, (bytes[at + 2]! << 8) | bytes[at + 3]!, readUint32(bytes, at + 4), length)
  }
}
