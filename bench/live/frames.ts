/** What a server says in a frame. Masks, extensions and binary are not spoken here. */
export const Opcode = { more: 0, text: 1, close: 8, ping: 9, pong: 10 } as const

export type FrameSink = {
  /** `payload` is only lent: it is overwritten when this returns. */
  frame(opcode: number, payload: Buffer): void
}

/**
 * The frames of a stream of chunks. A frame that is whole in its chunk is handed on where it lies; only one that is
 * split over chunks is put together, in a buffer of its own size.
 */
export function createFrameReader(sink: FrameSink, maxBytes: number): (chunk: Buffer) => void {
  /** The head of a frame of which not even the length is whole yet: at most nine bytes. */
  let head: Buffer | null = null
  let body: { opcode: number; into: Buffer; filled: number } | null = null

  return chunk => {
    let at = 0
    if (body) {
      const take = Math.min(body.into.length - body.filled, chunk.length)
      chunk.copy(body.into, body.filled, 0, take)
      body.filled += take
      if (body.filled < body.into.length) return
      const whole = body
      body = null
      sink.frame(whole.opcode, whole.into)
      at = take
    }
    if (head) {
      chunk = Buffer.concat([head, chunk.subarray(at)])
      head = null
      at = 0
    }
    while (at < chunk.length) {
      const headBytes = headLength(chunk, at)
      if (headBytes === null || chunk.length - at < headBytes) {
        head = Buffer.from(chunk.subarray(at))
        return
      }
      const length = payloadLength(chunk, at)
      if (length > maxBytes) throw new Error(`a frame of ${length} bytes; at most ${maxBytes} are taken`)
      const opcode = chunk[at]! & 15
      const from = at + headBytes
      const end = from + length
      if (end > chunk.length) {
        const into = Buffer.allocUnsafeSlow(length)
        body = { opcode, into, filled: chunk.copy(into, 0, from) }
        return
      }
      sink.frame(opcode, chunk.subarray(from, end))
      at = end
    }
  }
}

/** Null while the byte that tells it is not there. A server masks nothing, so there is no key behind the length. */
function headLength(chunk: Buffer, at: number): number | null {
  if (chunk.length - at < 2) return null
  const short = chunk[at + 1]! & 127
  return short === 126 ? 4 : short === 127 ? 10 : 2
}

function payloadLength(chunk: Buffer, at: number): number {
  const short = chunk[at + 1]! & 127
  if (short === 126) return chunk.readUInt16BE(at + 2)
  return short === 127 ? Number(chunk.readBigUInt64BE(at + 2)) : short
}

/**
 * A frame of a client. Its mask is the key that must be there, of zeroes: the bytes stay as they are, which is
 * allowed to a program whose words no page chooses.
 */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const length = payload.length
  if (length > 65_535) throw new Error('a client of a bench says nothing long')
  const headBytes = length < 126 ? 2 : 4
  const frame = Buffer.alloc(headBytes + 4 + length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (length < 126 ? length : 126)
  if (headBytes === 4) frame.writeUInt16BE(length, 2)
  payload.copy(frame, headBytes + 4)
  return frame
}
