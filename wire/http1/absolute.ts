import { parseTarget, type NoTarget, type Target } from '../addresses/target.ts'

export type Absolute = Target & {
  scheme: 'http' | 'ws'
  /** What `Host` has to be. */
  authority: string
  /** In origin form: what the target itself is asked for. */
  path: string
}

/** `http://host[:port]/path?query`, as clients ask a proxy. The faults are for people to read. */
export function splitAbsolute(target: string, method = 'GET'): Absolute | NoTarget {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/i.exec(target)
  if (!parts) return { fault: 'a proxy is asked by CONNECT host:port or with the whole http:// address' }
  const [, written = '', authority = '', rest = ''] = parts
  const scheme = written.toLowerCase()
  if (scheme === 'https' || scheme === 'wss')
    return { fault: `${scheme}:// goes through CONNECT: a proxy that was told the address would read along` }
  if (scheme !== 'http' && scheme !== 'ws')
    return { fault: `${scheme}:// is not carried; http:// and ws:// are` }
  if (authority.includes('@')) return { fault: 'an address with a user name in it' }
  if (rest.includes('#')) return { fault: 'an address with a #fragment' }
  const place = parseTarget(utf8Of(authority), 80)
  if ('fault' in place) return place
  const host = place.port === 80 ? place.text.slice(0, -':80'.length) : place.text
  return { ...place, scheme, authority: host, path: originForm(rest, method) }
}

/** What CONNECT asks for: always with a port. */
export const connectTarget = (target: string): Target | NoTarget => parseTarget(utf8Of(target))

function originForm(rest: string, method: string): string {
  if (rest.startsWith('/')) return rest
  // RFC 9112 3.2.4: without a path this asks about the server as a whole.
  if (rest === '' && method === 'OPTIONS') return '*'
  return `/${rest}`
}

/** Heads are read byte by byte as latin1; some clients write a name in its own letters, as UTF-8. */
const utf8Of = (latin1: string) => Buffer.from(latin1, 'latin1').toString('utf8')
