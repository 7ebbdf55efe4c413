import { listOf, membersOf, type RequestHead, type ResponseHead } from './head.ts'
import { HttpError } from './http-error.ts'

/** Where a body ends. */
export type Framing =
  | { kind: 'none' }
  | { kind: 'length'; bytes: number }
  | { kind: 'chunked' }
  /** With the connection. */
  | { kind: 'close' }
  /** It is no HTTP any more: CONNECT was accepted, or the protocol was switched. */
  | { kind: 'upgrade' }

export function requestFraming(head: RequestHead): Framing {
  const framing = declared(head)
  if (head.method !== 'CONNECT') return framing ?? { kind: 'none' }
  if (framing && (framing.kind !== 'length' || framing.bytes > 0)) throw new HttpError('body_of_connect')
  return { kind: 'none' }
}

/** A response with a status below 200 other than 101 is followed by another one to the same request. */
export function responseFraming(head: ResponseHead, requestMethod: string): Framing {
  // Checked first: what is wrong with a head is wrong whether there is a body or not.
  const framing = declared(head)
  const { status } = head
  if (status === 101 || (requestMethod === 'CONNECT' && status >= 200 && status < 300))
    return { kind: 'upgrade' }
  if (requestMethod === 'HEAD' || status < 200 || status === 204 || status === 304) return { kind: 'none' }
  return framing ?? { kind: 'close' }
}

function declared(head: RequestHead | ResponseHead): Framing | null {
  const encoding = head.get('transfer-encoding')
  const lengths = head.all('content-length')
  if (encoding !== undefined) {
    if (lengths.length > 0) throw new HttpError('length_and_encoding')
    return encoded(head, encoding)
  }
  if (lengths.length === 0) return null
  // 15 digits are the longest that count exactly. A number that is said twice is one number.
  if (!/^\d{1,15}$/.test(lengths[0]!) || lengths.some(it => it !== lengths[0]))
    throw new HttpError('bad_length')
  return { kind: 'length', bytes: Number(lengths[0]) }
}

function encoded(head: RequestHead | ResponseHead, encoding: string): Framing {
  if (head.version === '1.0') throw new HttpError('bad_encoding')
  const codings = membersOf(encoding)
  const chunked = codings.indexOf('chunked')
  if (codings.some(it => !/^[a-z0-9-]+$/.test(it))) throw new HttpError('bad_encoding')
  if (chunked === codings.length - 1) return { kind: 'chunked' }
  // A response may end with its connection; the end of a request would never be seen.
  if (head.kind === 'request' || chunked >= 0) throw new HttpError('bad_encoding')
  return { kind: 'close' }
}

/** Whether the connection may carry another message behind this one. */
export function keepsAlive(head: RequestHead | ResponseHead): boolean {
  const words = listOf(head.get('connection') ?? head.get('proxy-connection'))
  return !words.includes('close') && (head.version === '1.1' || words.includes('keep-alive'))
}

/** What the request asks to switch to, such as `websocket`. */
export function wantsUpgrade(head: RequestHead): string | null {
  if (head.version === '1.0' || !listOf(head.get('connection')).includes('upgrade')) return null
  return head.get('upgrade')?.toLowerCase() || null
}
