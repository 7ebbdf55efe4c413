import type { ToBrowser } from '#protocol/socket.ts'

const encoder = new TextEncoder()

/** What is sent: encoded once, however many get it. */
export type Frame = {
  bytes: Uint8Array
  /** How many messages it holds. */
  messages: number
  /** Worth compressing for those who take it: a snapshot of very much. */
  compress: boolean
}

const compressFromBytes = 4_096

export function encode(message: ToBrowser): Frame {
  const bytes = encoder.encode(JSON.stringify(message))
  return { bytes, messages: 1, compress: 'snapshot' in message && bytes.length >= compressFromBytes }
}

const [open, comma, close] = [...encoder.encode('[,]')] as [number, number, number]

/** Several messages as one frame, an array, without encoding any of them again. */
export function together(frames: readonly Frame[]): Frame {
  const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + frame.bytes.length + 1, 1))
  let at = 0
  for (const frame of frames) {
    bytes[at] = at === 0 ? open : comma
    bytes.set(frame.bytes, at + 1)
    at += frame.bytes.length + 1
  }
  bytes[at] = close
  return { bytes, messages: frames.length, compress: false }
}
