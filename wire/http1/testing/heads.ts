import { createHeadParser } from '../head-parser.ts'
import type { RequestHead, ResponseHead } from '../head.ts'

const bounds = { maxBytes: 8_192, maxHeaders: 100 }

/** A head from its lines, without the line ends. */
export function requestOf(...lines: string[]): RequestHead {
  return createHeadParser({ ...bounds, kind: 'request' }).push(ended(lines))!.head
}

export function responseOf(...lines: string[]): ResponseHead {
  return createHeadParser({ ...bounds, kind: 'response' }).push(ended(lines))!.head
}

const ended = (lines: string[]) => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
