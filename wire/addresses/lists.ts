import { WireError } from '../wire-error.ts'
import type { Address } from './address.ts'
import { parseCidr, type Cidr } from './cidr.ts'

/** An entry of a list that a person wrote. */
export class BadEntry extends WireError<'bad_entry'> {
  constructor(entry: string, accepted: string) {
    super('bad_entry', `"${entry}" is not accepted: write ${accepted}`)
  }
}

export type AllowList = { allows(address: Address, port: number): boolean }

const withPort = 'CIDR[:port], such as 10.0.0.0/8, 127.0.0.1/32:8000 or [::1]/128:80, with commas between'

/** `127.0.0.1/32:8000,[::1]/128:80,10.0.0.0/8`. Nothing written allows nothing. */
export function parseAllowList(text: string): AllowList {
  const entries = text.trim() === '' ? [] : text.split(',').map(it => allowed(it.trim()))
  return {
    allows: (address, port) =>
      entries.some(it => (it.port === null || it.port === port) && it.cidr.has(address)),
  }
}

function allowed(entry: string): { cidr: Cidr; port: number | null } {
  const parts = split(entry)
  const cidr = parts && parseCidr(parts.range)
  if (!cidr) throw new BadEntry(entry, withPort)
  if (parts.port === undefined) return { cidr, port: null }
  const port = Number(parts.port)
  if (!/^[1-9]\d{0,4}$/.test(parts.port) || port > 65_535) throw new BadEntry(entry, withPort)
  return { cidr, port }
}

/** The last colon begins a port when it stands behind a `]` or a prefix, or when it is the only one. */
function split(entry: string): { range: string; port: string | undefined } | null {
  const bracketed = /^\[([^\]/]+:[^\]/]*)\](\/\d+)?(?::(.*))?$/.exec(entry)
  if (bracketed) return { range: bracketed[1]! + (bracketed[2] ?? ''), port: bracketed[3] }
  if (/[[\]]/.test(entry)) return null
  const plain = /^([^/]+\/\d+)(?::(.*))?$/.exec(entry) ?? /^([^:]+)(?::([^:]*))?$/.exec(entry)
  return plain ? { range: plain[1]!, port: plain[2] } : { range: entry, port: undefined }
}

export type CidrList = { has(address: Address): boolean; readonly size: number }

/** Where a customer's programs may come from. An empty list has nobody. */
export function parseCidrList(texts: readonly string[]): CidrList {
  const cidrs = texts.map(text => {
    const cidr = parseCidr(text.trim())
    if (!cidr) throw new BadEntry(text, 'an address or a CIDR, such as 198.51.100.7 or 2001:db8::/32')
    return cidr
  })
  return { has: address => cidrs.some(it => it.has(address)), size: cidrs.length }
}
