import { STATUS_CODES } from 'node:http'
import { type ProxyErrorCode, proxyErrors } from '#protocol/proxy-errors.ts'
import type { Session } from '../sessions/session.ts'
import { type HttpFault, httpFaults } from '#wire/http1/http-error.ts'

export type Answer = { status: number; code: string; message: string; error: string; retryAfter?: number }

/** RFC 9209 strings are printable ASCII. */
const quoted = (text: string) => `"${text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`

export const refusal = (code: ProxyErrorCode, message: string): Answer => ({
  ...{ status: proxyErrors[code].http, code, message, error: proxyErrors[code].rfc9209 },
  ...(code === 'limit_reached' ? { retryAfter: 60 } : {}),
})
export const badRequest = (message: string, status = 400): Answer => ({
  ...{ status, code: 'bad_request', message, error: 'http_request_error' },
})
export const fault = (code: HttpFault): Answer => badRequest(httpFaults[code].text, httpFaults[code].status)
export const tooSlow = badRequest('the request did not come in time', 408)

/** What the proxy itself says, which is never to be taken for what the target said. */
export function written(answer: Answer, o: { close: boolean; head: boolean }): string {
  const { status, code, message, error, retryAfter } = answer
  const body = `${JSON.stringify({ error: { code, message } })}\n`
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Traffix-Error: ${code}`,
    `Proxy-Status: traffix; error=${error}; details=${quoted(message)}`,
    ...(status === 407 ? ['Proxy-Authenticate: Basic realm="traffix", charset="UTF-8"'] : []),
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
    ...(o.close ? ['Connection: close', 'Proxy-Connection: close'] : []),
  ]
  return `${lines.join('\r\n')}\r\n\r\n${o.head ? '' : body}`
}

/** `trial`: asked from the panel, which shows why this node was chosen. */
export function connected({ id, node, choice }: Session, trial: boolean): string {
  const more = trial ? `X-Traffix-Node: ${node.id}\r\nX-Traffix-Choice: ${JSON.stringify(choice)}\r\n` : ''
  return `HTTP/1.1 200 Connection established\r\nX-Traffix-Session: ${id}\r\n${more}Proxy-Status: traffix\r\n\r\n`
}
