import { domainToASCII } from 'node:url'
import { formatAddress, isV4, parseAddress, type Address } from './address.ts'

export type Target = {
  /** A name in lower case as DNS has it, or an address in its one way to write it, without brackets. */
  host: string
  port: number
  /** Null when the host is a name. */
  address: Address | null
  /** `host:port`, with brackets where they belong. */
  text: string
}
export type NoTarget = { fault: string }

/** `host:port`, an IPv6 address in brackets. Without a port the default is taken, if there is one. */
export function parseTarget(text: string, defaultPort?: number): Target | NoTarget {
  const parts = /^(\[[^[\]]*\]|[^:[\]]*)(?::([^:]*))?$/.exec(text)
  if (!parts) return { fault: 'not host:port, with an IPv6 address in brackets' }
  const [, host = '', digits] = parts
  if (digits === undefined && defaultPort === undefined) return { fault: 'the port is missing' }
  if (digits !== undefined && !/^[1-9]\d{0,4}$/.test(digits)) return { fault: badPort }
  if (host.startsWith('[') && !host.includes(':')) return { fault: 'not an IPv6 address in the brackets' }
  return targetOf(host, digits === undefined ? defaultPort! : Number(digits))
}

/** Of a host alone, where an IPv6 address needs no brackets. */
export function targetOf(host: string, port: number): Target | NoTarget {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return { fault: badPort }
  if (host.length > 1_000) return { fault: longName }
  const bare = /^\[(.*:.*)\]$/s.exec(host)?.[1] ?? host
  const address = parseAddress(bare)
  if (address) {
    const plain = formatAddress(address)
    return { host: plain, port, address, text: `${isV4(address) ? plain : `[${plain}]`}:${port}` }
  }
  if (bare.includes(':'))
    return { fault: bare.includes('%') ? 'an address with a zone' : 'not an IPv6 address' }
  const name = nameOf(bare)
  return typeof name === 'string' ? { host: name, port, address: null, text: `${name}:${port}` } : name
}

const badPort = 'not a port, 1 to 65535'
const longName = 'a name longer than 253 characters'

function nameOf(host: string): string | NoTarget {
  if (host === '') return { fault: 'the host is missing' }
  const ascii = onlyAscii.test(host) ? host : domainToASCII(host)
  const name = (ascii.endsWith('.') ? ascii.slice(0, -1) : ascii).toLowerCase()
  if (name === '') return { fault: 'not a name' }
  if (name.length > 253) return { fault: longName }
  const labels = name.split('.')
  for (const label of labels) {
    if (label === '') return { fault: 'a name with an empty label' }
    if (label.length > 63) return { fault: 'a name with a label longer than 63 characters' }
    if (!/^[a-z0-9_-]+$/.test(label)) return { fault: 'a name with other than letters, digits, - and _' }
  }
  // `127.1`, `2130706433`, `0x7f000001`, `1.2.3.4.`: names to some, to others addresses that nobody has judged.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1)!)) return { fault: 'a number that is no plain IPv4 address' }
  return name
}

const onlyAscii = /^\p{ASCII}*$/u
