import type { Framing } from './framing.ts'
import { HttpError } from './http-error.ts'

export type BodyTracker = {
  /** How many bytes of the chunk belong to the body, sent on as they are, and whether that was its end. */
  push(chunk: Uint8Array): { taken: number; done: boolean }
  /** True from the start when there is no body. */
  readonly done: boolean
}

export type BodyBounds = { maxChunkLineBytes: number; maxTrailerBytes: number }
const usual: BodyBounds = { maxChunkLineBytes: 4 * 1024, maxTrailerBytes: 16 * 1024 }

/** Keeps nothing but where it is. */
export function createBodyTracker(framing: Framing, bounds: BodyBounds = usual): BodyTracker {
  switch (framing.kind) {
    case 'none':
      return counted(0)
    case 'length':
      return counted(framing.bytes)
    case 'chunked':
      return chunked(bounds)
    case 'close':
    case 'upgrade':
      return { push: chunk => ({ taken: chunk.length, done: false }), done: false }
  }
}

function counted(bytes: number): BodyTracker {
  let left = bytes
  return {
    push(chunk) {
      const taken = Math.min(left, chunk.length)
      left -= taken
      return { taken, done: left === 0 }
    },
    get done() {
      return left === 0
    },
  }
}

type State =
  | 'size'
  | 'extension'
  | 'size LF'
  | 'data'
  | 'data CR'
  | 'data LF'
  | 'trailer'
  | 'trailer name'
  | 'trailer value'
  | 'trailer LF'
  | 'last LF'
  | 'done'

/** The most hexadecimal digits that still count exactly. */
const sizeDigits = 12

function chunked({ maxChunkLineBytes, maxTrailerBytes }: BodyBounds): BodyTracker {
  let state: State = 'size'
  let size = 0
  let digits = 0
  /** Of the line with the size, or of all trailers. */
  let lineBytes = 0
  let trailers = false
  let fault: HttpError | null = null

  function refuse(): never {
    throw new HttpError('bad_chunk')
  }

  function step(byte: number): State {
    switch (state) {
      case 'size': {
        const digit = hexDigit(byte)
        if (digit >= 0 && digits < sizeDigits) {
          size = size * 16 + digit
          digits++
          return 'size'
        }
        if (digits === 0) return refuse()
        return byte === 13 ? 'size LF' : byte === 59 ? 'extension' : refuse()
      }
      case 'extension':
        return byte === 13 ? 'size LF' : isText(byte) ? 'extension' : refuse()
      case 'size LF':
        if (byte !== 10) return refuse()
        lineBytes = digits = 0
        trailers = size === 0
        return trailers ? 'trailer' : 'data'
      case 'data CR':
        return byte === 13 ? 'data LF' : refuse()
      case 'data LF':
        return byte === 10 ? 'size' : refuse()
      case 'trailer':
        return byte === 13 ? 'last LF' : isToken[byte] ? 'trailer name' : refuse()
      case 'trailer name':
        return byte === 58 ? 'trailer value' : isToken[byte] ? 'trailer name' : refuse()
      case 'trailer value':
        return byte === 13 ? 'trailer LF' : isText(byte) ? 'trailer value' : refuse()
      case 'trailer LF':
        return byte === 10 ? 'trailer' : refuse()
      case 'last LF':
        return byte === 10 ? 'done' : refuse()
      default:
        return state
    }
  }

  function count() {
    lineBytes++
    if (trailers && lineBytes > maxTrailerBytes) throw new HttpError('trailers_too_large')
    if (!trailers && lineBytes > maxChunkLineBytes) throw new HttpError('bad_chunk')
  }

  function take(chunk: Uint8Array): number {
    let at = 0
    while (at < chunk.length && state !== 'done') {
      if (state === 'data') {
        const bytes = Math.min(size, chunk.length - at)
        size -= bytes
        at += bytes
        if (size === 0) state = 'data CR'
        continue
      }
      state = step(chunk[at]!)
      at++
      if (state !== 'data') count()
    }
    return at
  }

  return {
    push(chunk) {
      if (fault) throw fault
      try {
        return { taken: take(chunk), done: state === 'done' }
      } catch (error) {
        if (error instanceof HttpError) fault = error
        throw error
      }
    },
    get done() {
      return state === 'done'
    },
  }
}

const isText = (byte: number) => byte === 9 || (byte >= 32 && byte !== 127)

const isToken = Array.from({ length: 256 }, (_, byte) =>
  /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(byte)),
)

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const lower = byte | 32
  return lower >= 97 && lower <= 102 ? lower - 87 : -1
}
