import { isIP } from 'node:net'
import type { HttpRequest, HttpResponse } from '../uws.ts'

/** What is kept of a request. uWebSockets.js frees the original when the handler returns or awaits. */
export type Request = {
  method: string
  path: string
  query: string
  params: string[]
  cookie: string
  authorization: string
  origin: string
  host: string
  agent: string
  language: string
  accept: string
  contentType: string
  contentLength: string
  idempotencyKey: string
  forwardedFor: string
}

export function readRequest(req: HttpRequest, paramCount: number): Request {
  const params: string[] = []
  for (let i = 0; i < paramCount; i++) params.push(req.getParameter(i) ?? '')
  return {
    method: req.getCaseSensitiveMethod(),
    path: req.getUrl(),
    query: req.getQuery() ?? '',
    params,
    cookie: req.getHeader('cookie'),
    authorization: req.getHeader('authorization'),
    origin: req.getHeader('origin'),
    host: req.getHeader('host'),
    agent: req.getHeader('user-agent').slice(0, 300),
    language: req.getHeader('accept-language').slice(0, 100),
    accept: req.getHeader('accept').slice(0, 300),
    contentType: req.getHeader('content-type'),
    contentLength: req.getHeader('content-length'),
    idempotencyKey: req.getHeader('idempotency-key').slice(0, 100),
    // Its right end is what our own proxies appended; the left is whatever the caller wrote, at any length.
    forwardedFor: req.getHeader('x-forwarded-for').slice(-1000),
  }
}

const text = new TextDecoder()

/** The socket's own address; an IPv4 peer of a dual-stack socket reads as IPv4. */
export function socketAddress(res: HttpResponse): string {
  return shortAddress(text.decode(res.getRemoteAddressAsText()))
}

function shortAddress(address: string): string {
  const mapped = /^(?:0000:){5}ffff:([0-9a-f]{2})([0-9a-f]{2}):([0-9a-f]{2})([0-9a-f]{2})$/.exec(address)
  if (mapped)
    return mapped
      .slice(1)
      .map(h => Number.parseInt(h, 16))
      .join('.')
  return address.replace(/^::ffff:/, '')
}

/** Behind N trusted proxies the caller is the Nth from the right; anything further left is hearsay. */
export function clientAddress(own: string, forwardedFor: string, trustedProxies: number): string {
  if (trustedProxies === 0 || !forwardedFor) return own
  const hops = forwardedFor.split(',')
  const hop = shortAddress(bare(hops[Math.max(0, hops.length - trustedProxies)] ?? ''))
  return isIP(hop) === 0 ? own : hop
}

/** `[2001:db8::1]:443` and `192.0.2.1:443`, as some proxies write them, without the rest. */
function bare(hop: string): string {
  const [, v6, v4] = /^(?:\[(.+)\]|([\d.]+))(?::\d+)?$/.exec(hop.trim()) ?? []
  return v6 ?? v4 ?? hop.trim()
}

/** What a caller is counted by. One household or server has a whole /64 of IPv6 to call from. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`) // knows every spelling
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const groups = head === '' ? [] : head.split(':')
  const rest = tail ? tail.split(':') : []
  const zeros = Array<string>(8 - groups.length - rest.length).fill('0')
  return `${[...groups, ...zeros, ...rest].slice(0, 4).join(':')}::/64`
}
