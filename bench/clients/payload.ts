import { createBodyTracker } from '#wire/http1/body.ts'
import { type Framing, requestFraming, responseFraming } from '#wire/http1/framing.ts'
import { createHeadParser } from '#wire/http1/head-parser.ts'
import type { RequestHead } from '#wire/http1/head.ts'
import type { Metered } from './meter.ts'

export type Payload = { up: number; down: number }
const bounds = { maxBytes: 65_536, maxHeaders: 200 }

/** Of what a program said to a SOCKS door: what is behind the handshake. */
export function socksPayload({ up, down }: Metered): Payload {
  if (up.length < 3 || down.length < 12) return { up: 0, down: 0 }
  const named = down[1] === 2
  let at = 2 + up[1]!
  if (named) {
    const name = up[at + 1]!
    at += 3 + name + up[at + 2 + name]!
  }
  const kind = up[at + 3]
  at += kind === 1 ? 10 : kind === 4 ? 22 : 7 + up[at + 4]!
  return { up: up.length - at, down: down.length - (named ? 14 : 12) }
}

/** How much of it is a body of this framing. */
function bodyIn(bytes: Uint8Array, framing: Framing): number {
  const tracker = createBodyTracker(framing)
  return tracker.done ? 0 : tracker.push(bytes).taken
}

/** The head's length as the target gets it: without what is for a proxy, and with one word on the connection. */
function asked(head: RequestHead): number {
  const origin = /^http:\/\/[^/]+/.exec(head.target)?.[0] ?? ''
  let bytes = head.raw.length - origin.length
  let word = ''
  for (const [name, value] of head.headers) {
    const lower = name.toLowerCase()
    const line = `${name}: ${value}\r\n`.length
    if (lower === 'connection' || lower === 'proxy-connection') word = value
    if (['connection', 'proxy-connection', 'proxy-authorization'].includes(lower)) bytes -= line
  }
  return word === '' ? bytes : bytes + `Connection: ${word}\r\n`.length
}

/** Of what a program said to an HTTP door: what is behind CONNECT, or what of each request and answer is the target's. */
export function httpPayload({ up, down }: Metered): Payload {
  const payload = { up: 0, down: 0 }
  let [u, d]: [Uint8Array, Uint8Array] = [up, down]
  while (u.length > 0) {
    const request = createHeadParser({ kind: 'request', ...bounds }).push(u)
    if (!request) break
    const body = bodyIn(request.rest, requestFraming(request.head))
    u = request.rest.subarray(body)
    let answer = createHeadParser({ kind: 'response', ...bounds }).push(d)
    while (answer && answer.head.status < 200) {
      payload.down += answer.head.raw.length
      answer = createHeadParser({ kind: 'response', ...bounds }).push(answer.rest)
    }
    if (!answer) break
    const { head, rest } = answer
    if (request.head.method === 'CONNECT' && head.status === 200) return { up: u.length, down: rest.length }
    const taken = bodyIn(rest, responseFraming(head, request.head.method))
    d = rest.subarray(taken)
    if (head.get('x-traffix-error') !== undefined) continue
    payload.up += asked(request.head) + body
    payload.down += head.raw.length + taken
  }
  return payload
}
