export type PushBuffer = {
  readonly length: number
  append(chunk: Uint8Array): void
  /** All that is there, valid until the next `append`. */
  view(): Buffer
  drop(bytes: number): void
  /** All that is there, and nothing is there any more. */
  takeAll(): Buffer
}

/**
 * What a push decoder keeps between two chunks. A chunk that is decoded whole is never copied; bytes that come one by
 * one are copied twice at most on the whole. It has no limit of its own: its user takes what it can, or refuses,
 * before the next append.
 */
export function createPushBuffer(): PushBuffer {
  let bytes: Buffer = Buffer.alloc(0)
  let start = 0
  let end = 0
  // A chunk that was given is not ours to write behind.
  let ours = false

  function makeRoom(more: number) {
    if (ours && end + more <= bytes.length) return
    const kept = end - start
    const next = Buffer.allocUnsafeSlow(Math.max(64, (kept + more) * 2))
    bytes.copy(next, 0, start, end)
    bytes = next
    start = 0
    end = kept
    ours = true
  }

  function clear() {
    bytes = Buffer.alloc(0)
    start = end = 0
    ours = false
  }

  return {
    get length() {
      return end - start
    },
    append(chunk) {
      if (end === start) {
        bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
        start = 0
        end = chunk.byteLength
        ours = false
        return
      }
      makeRoom(chunk.byteLength)
      bytes.set(chunk, end)
      end += chunk.byteLength
    },
    view: () => bytes.subarray(start, end),
    drop(count) {
      start += count
      if (start === end) clear()
    },
    takeAll() {
      const all = bytes.subarray(start, end)
      clear()
      return all
    },
  }
}
