import { isUtf8 } from 'node:buffer'

/** The whole stream at once, by taking the first frame off it again and again. */
export function slowFrames(
  bytes: Buffer,
  { lengthBytes, maxBytes }: { lengthBytes: 2 | 4; maxBytes: number },
): { messages: unknown[]; fault: 'frame_too_large' | 'bad_frame' | null; rest: Buffer } {
  const messages: unknown[] = []
  let rest = bytes
  for (;;) {
    if (rest.length < lengthBytes) return { messages, fault: null, rest }
    const size = rest.readUIntBE(0, lengthBytes)
    if (size > maxBytes) return { messages, fault: 'frame_too_large', rest }
    if (size > 0 && rest.length < lengthBytes + size) return { messages, fault: null, rest }
    const body = rest.subarray(lengthBytes, lengthBytes + size)
    try {
      if (!isUtf8(body)) throw new SyntaxError('no UTF-8')
      messages.push(JSON.parse(body.toString()))
    } catch {
      return { messages, fault: 'bad_frame', rest }
    }
    rest = rest.subarray(lengthBytes + size)
    if (lengthBytes === 2) return { messages, fault: null, rest }
  }
}
