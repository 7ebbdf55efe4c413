import { formatAddress, parseAddress } from '#wire/addresses/address.ts'

/** In its one spelling: a socket that listens on `::` has every IPv4 address as a mapped one. */
export function plainAddress(text: string): string {
  const address = parseAddress(text)
  return address ? formatAddress(address) : text.slice(0, 45)
}
