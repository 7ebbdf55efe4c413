import { PushBuffer } from '../push-buffer.ts'
import { WireError } from '../wire-error.ts'

// control stream: | length, 4 bytes big-endian | JSON | …   both ways, as many as there are
// any other one:  | length, 2 bytes big-endian | JSON | raw bytes   once each way

/** Says what it was told, not what came: nothing of that size was waited for. */
export class FrameTooLarge extends WireError<'frame_too_large'> {
  constructor(size: number, maxBytes: number) {
    super('frame_too_large', `a frame of ${size} bytes; at most ${maxBytes} are taken`)
  }
}

export class BadFrame extends WireError<'bad_frame'> {
  constructor(why: string) {
    super('bad_frame', why)
  }
}

export function encodeControl(message: unknown): Uint8Array {
  const json = jsonOf(message)
  const frame = Buffer.allocUnsafe(4 + json.length)
  frame.writeUInt32BE(json.length)
  frame.set(json, 4)
  return frame
}

export function encodeConnect(message: unknown): Uint8Array {
  const json = jsonOf(message)
  if (json.length > 0xff_ff) throw new FrameTooLarge(json.length, 0xff_ff)
  const frame = Buffer.allocUnsafe(2 + json.length)
  frame.writeUInt16BE(json.length)
  frame.set(json, 2)
  return frame
}

export type ControlDecoder = {
  /** The messages that are complete by now. After it has thrown it throws for ever: the stream has lost its rhythm. */
  push(chunk: Uint8Array): unknown[]
  /** Bytes kept until their frame is complete. */
  readonly held: number
}

export function createControlDecoder({ maxBytes }: { maxBytes: number }): ControlDecoder {
  const buffer = new PushBuffer()
  let fault: WireError | null = null

  function next(): { message: unknown } | null {
    if (buffer.length < 4) return null
    const view = buffer.view()
    const size = view.readUInt32BE()
    if (size > maxBytes) throw new FrameTooLarge(size, maxBytes)
    if (size === 0) throw new BadFrame('an empty frame')
    if (view.length < 4 + size) return null
    const message = parse(view.subarray(4, 4 + size))
    buffer.drop(4 + size)
    return { message }
  }

  return {
    push(chunk) {
      if (fault) throw fault
      buffer.append(chunk)
      const messages: unknown[] = []
      try {
        for (let found = next(); found; found = next()) messages.push(found.message)
      } catch (error) {
        buffer.takeAll()
        if (error instanceof WireError) fault = error
        throw error
      }
      return messages
    },
    get held() {
      return buffer.length
    },
  }
}

export type ConnectDecoder = {
  /** The message and the raw bytes that came right behind it; what comes later is not for this decoder. */
  push(chunk: Uint8Array): { message: unknown; rest: Uint8Array } | null
  readonly held: number
}

export function createConnectDecoder({ maxBytes }: { maxBytes: number }): ConnectDecoder {
  const buffer = new PushBuffer()
  let fault: WireError | null = null

  function next(): { message: unknown; rest: Uint8Array } | null {
    if (buffer.length < 2) return null
    const view = buffer.view()
    const size = view.readUInt16BE()
    if (size > maxBytes) throw new FrameTooLarge(size, maxBytes)
    if (size === 0) throw new BadFrame('an empty frame')
    if (view.length < 2 + size) return null
    return { message: parse(view.subarray(2, 2 + size)), rest: buffer.takeAll().subarray(2 + size) }
  }

  return {
    push(chunk) {
      if (fault) throw fault
      buffer.append(chunk)
      try {
        return next()
      } catch (error) {
        buffer.takeAll()
        if (error instanceof WireError) fault = error
        throw error
      }
    },
    get held() {
      return buffer.length
    },
  }
}

function jsonOf(message: unknown): Buffer {
  const text = JSON.stringify(message)
  if (text === undefined) throw new TypeError('this has no JSON')
  return Buffer.from(text)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    throw new BadFrame('a frame that is no JSON in UTF-8')
  }
}
