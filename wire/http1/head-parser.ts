import { PushBuffer } from '../push-buffer.ts'
import { HttpError } from './http-error.ts'
import { requestHead, responseHead, type RequestHead, type ResponseHead } from './head.ts'

export type HeadParser<Head> = {
  /** The head once it is whole, and what came right behind it. Then it begins anew with the next one. */
  push(chunk: Uint8Array): { head: Head; rest: Buffer } | null
  /** Bytes kept until the head is whole; none means that nothing of it has come. */
  readonly held: number
}

type Bounds = { maxBytes: number; maxHeaders: number }

export function createHeadParser(o: Bounds & { kind: 'request' }): HeadParser<RequestHead>
export function createHeadParser(o: Bounds & { kind: 'response' }): HeadParser<ResponseHead>
/**
 * Strict, because what two programs read differently is how requests are smuggled. Every byte is looked at once, when
 * it comes, so that whatever is wrong with it is refused then.
 */
export function createHeadParser(
  o: Bounds & { kind: 'request' | 'response' },
): HeadParser<RequestHead | ResponseHead> {
  const buffer = new PushBuffer()
  let fault: HttpError | null = null
  let scan = newScan()

  function next(): { head: RequestHead | ResponseHead; rest: Buffer } | null {
    const view = buffer.view()
    if (!scanned(view)) return null
    const bytes = buffer.takeAll()
    const { start, at, ends } = scan
    scan = newScan()
    const text = bytes.toString('latin1', 0, at)
    const lines: string[] = []
    let from = start
    for (const end of ends) {
      lines.push(text.slice(from, end))
      from = end + 2
    }
    const raw = bytes.subarray(start, at)
    const head = o.kind === 'request' ? requestHead(raw, lines) : responseHead(raw, lines)
    return { head, rest: bytes.subarray(at) }
  }

  /** Whether the empty line has come. */
  function scanned(view: Buffer): boolean {
    let { at, previous, lineStart } = scan
    const stop = Math.min(view.length, o.maxBytes)
    for (; at < stop; at++) {
      const byte = view[at]!
      if (byte === 10) {
        if (previous !== 13) throw new HttpError('bare_newline')
        if (at - lineStart > 1) {
          scan.ends.push(at - 1)
          if (scan.ends.length > o.maxHeaders + 1) throw new HttpError('too_many_headers')
        } else if (scan.ends.length > 0) {
          scan.at = at + 1
          return true
        } else if (o.kind === 'response' || scan.start > 0) throw new HttpError('bad_line')
        // Old clients send an empty line too many behind a body.
        else scan.start = at + 1
        lineStart = at + 1
      } else if (previous === 13) throw new HttpError('bare_newline')
      else if ((byte < 32 && byte !== 13 && byte !== 9) || byte === 127)
        throw new HttpError(oddByte(byte, at))
      previous = byte
    }
    if (view.length >= o.maxBytes) throw new HttpError('head_too_large')
    scan.at = at
    scan.previous = previous
    scan.lineStart = lineStart
    return false
  }

  return {
    push(chunk) {
      if (fault) throw fault
      buffer.append(chunk)
      try {
        return next()
      } catch (error) {
        buffer.takeAll()
        if (error instanceof HttpError) fault = error
        throw error
      }
    },
    get held() {
      return buffer.length
    },
  }
}

const newScan = () => ({ start: 0, at: 0, previous: 0, lineStart: 0, ends: [] as number[] })

function oddByte(byte: number, at: number) {
  if (at > 0) return 'bad_byte'
  return byte === 0x16 ? 'tls' : byte === 4 || byte === 5 ? 'socks' : 'bad_byte'
}
