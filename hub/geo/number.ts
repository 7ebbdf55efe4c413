import { isIPv4, isIPv6 } from 'node:net'

export const bitsOf = (address: string): 32 | 128 => (isIPv4(address) ? 32 : 128)

/** An address as one number, and null when it is none. */
export function numberOf(address: string): bigint | null {
  if (isIPv4(address)) return address.split('.').reduce((sum, it) => (sum << 8n) | BigInt(it), 0n)
  if (!isIPv6(address) || address.includes('%')) return null
  // The end may be written as IPv4.
  const text = address.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a: string, b: string, c: string, d: string) =>
      [256 * Number(a) + Number(b), 256 * Number(c) + Number(d)].map(it => it.toString(16)).join(':'),
  )
  const [head = '', tail] = text.split('::')
  const groups = (it: string | undefined) => (it ? it.split(':') : [])
  const front = groups(head)
  const back = groups(tail)
  const zeros = Array.from({ length: 8 - front.length - back.length }, () => '0')
  return [...front, ...zeros, ...back].reduce((sum, it) => (sum << 16n) | BigInt(`0x${it}`), 0n)
}

/** The first and the last address of `192.0.2.0/24` or of one address; null when it is no network. */
export function boundsOf(network: string): { first: bigint; last: bigint; bits: number } | null {
  const [address = '', given, more] = network.split('/')
  const number = numberOf(address)
  const wide = bitsOf(address)
  const bits = given === undefined ? wide : /^\d{1,3}$/.test(given) ? Number(given) : NaN
  if (number === null || more !== undefined || !(bits >= 1 && bits <= wide)) return null
  const hosts = (1n << BigInt(wide - bits)) - 1n
  return { first: number & ~hosts, last: number | hosts, bits }
}
