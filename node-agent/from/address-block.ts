import { formatAddress, isV4, parseAddress } from '#wire/addresses/address.ts'

/** Addresses of this machine in a row. */
export type AddressBlock = {
  /** The n-th, from 0 on; after the last one comes the first again. */
  at(n: number): string
  readonly size: number
}

/**
 * `127.20.0.0/24`, or one address. Of an IPv4 network neither the first nor the last address is a device's, unless it is
 * so small that all of them are.
 */
export function parseAddressBlock(text: string): AddressBlock | null {
  const [written = '', prefix, ...more] = text.split('/')
  const first = parseAddress(written)
  if (!first || more.length > 0) return null
  const width = isV4(first) && !written.includes(':') ? 32 : 128
  if (prefix !== undefined && (!/^\d{1,3}$/.test(prefix) || Number(prefix) > width)) return null
  const bits = width - Number(prefix ?? width)
  const all = 2 ** Math.min(bits, 31)
  const edges = width === 32 && bits > 1 ? 1 : 0
  const base = low32(first) - (low32(first) % all)
  const size = all - 2 * edges
  return {
    size,
    at(n) {
      const address = Uint8Array.from(first)
      new DataView(address.buffer).setUint32(12, base + edges + (n % size))
      return formatAddress(address)
    },
  }
}

const low32 = (address: Uint8Array) => new DataView(address.buffer, address.byteOffset).getUint32(12)
