import { formatAddress, isV4, parseAddress, type Address } from './address.ts'

export type Cidr = {
  has(address: Address): boolean
  /** The network as it is written in short. */
  readonly text: string
}

const prefix = /^(?:0|[1-9]\d{0,2})$/

/** `10.0.0.0/8`, `2001:db8::/32`, or one address alone. Bits behind the prefix do not count. */
export function parseCidr(text: string): Cidr | null {
  const slash = text.indexOf('/')
  const written = slash < 0 ? text : text.slice(0, slash)
  const first = parseAddress(written)
  if (!first) return null
  const width = written.includes(':') ? 128 : 32
  const length = slash < 0 ? String(width) : text.slice(slash + 1)
  if (!prefix.test(length) || Number(length) > width) return null
  return cidrOf(first, Number(length) + 128 - width)
}

function cidrOf(first: Address, bits: number): Cidr {
  const network = first.map((byte, i) => byte & maskOf(bits - 8 * i))
  // As numbers mapped addresses lie within ::/0, but whoever writes ::/0 speaks of IPv6.
  const v6Only = bits < 96
  const whole = bits >> 3
  const mask = maskOf(bits & 7)
  return {
    has(address) {
      for (let i = 0; i < whole; i++) if (address[i] !== network[i]) return false
      if (mask !== 0 && (address[whole]! & mask) !== network[whole]) return false
      return !v6Only || !isV4(address)
    },
    text: `${formatAddress(network)}/${isV4(network) ? bits - 96 : bits}`,
  }
}

/** Of one byte, the first so many bits. */
const maskOf = (bits: number) => (bits >= 8 ? 0xff : bits <= 0 ? 0 : (0xff << (8 - bits)) & 0xff)
