import { errors, type Refusal } from '#protocol/errors.ts'
import type { HttpResponse } from '../uws.ts'

const statusText: Record<number, string> = {
  200: '200 OK',
  201: '201 Created',
  202: '202 Accepted',
  204: '204 No Content',
  304: '304 Not Modified',
  400: '400 Bad Request',
  401: '401 Unauthorized',
  403: '403 Forbidden',
  404: '404 Not Found',
  405: '405 Method Not Allowed',
  409: '409 Conflict',
  413: '413 Content Too Large',
  415: '415 Unsupported Media Type',
  429: '429 Too Many Requests',
  500: '500 Internal Server Error',
  503: '503 Service Unavailable',
}
export const statusLine = (status: number) => statusText[status] ?? String(status)

export type Headers = readonly (readonly [string, string])[]

export type Manner = {
  headers?: Headers
  /** Only the head was asked for: a body after it would be read as the beginning of the next answer. */
  head?: boolean
  /** The last answer on this connection. */
  close?: boolean
}

export const sendJson = (res: HttpResponse, status: number, body: string, manner?: Manner): void =>
  send(res, status, 'application/json', body, manner)

/** A table, for programs and spreadsheets. */
export class Csv {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
export const sendCsv = (res: HttpResponse, status: number, { text }: Csv, manner?: Manner): void =>
  send(res, status, 'text/csv; charset=utf-8', text, manner)

/** One answer. Nothing of the API may be cached, framed, or read as anything but what it is. */
function send(res: HttpResponse, status: number, type: string, body: string, manner: Manner = {}): void {
  const { headers = [], head = false, close = false } = manner
  res.cork(() => {
    if (status !== 200) res.writeStatus(statusLine(status))
    res.writeHeader('content-type', type)
    res.writeHeader('cache-control', 'no-store')
    res.writeHeader('x-content-type-options', 'nosniff')
    res.writeHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    for (const [name, value] of headers) res.writeHeader(name, value)
    end(res, body, head, close)
  })
}

/** A head without any argument: told a length, uWebSockets.js leaves the answer open, and does not survive that. */
export function end(res: HttpResponse, body: string | Buffer, head: boolean, close = false): void {
  if (head) res.endWithoutBody()
  else res.end(body, close)
}

export function sendRefusal(res: HttpResponse, refusal: Refusal, manner: Manner = {}): void {
  const retry: Headers = refusal.retryAfterMs
    ? [['retry-after', String(Math.max(1, Math.ceil(refusal.retryAfterMs / 1000)))]]
    : []
  const headers = [...retry, ...(manner.headers ?? [])]
  sendJson(res, errors[refusal.code].status, JSON.stringify(refusal.body), { ...manner, headers })
}
