/** 16 bytes. An IPv4 address is its mapped form, ::ffff:0:0/96, so that there is one way to write each of them. */
export type Address = Uint8Array

/**
 * Only what every program reads alike: four decimal numbers, or the hexadecimal groups of RFC 4291. `127.1`,
 * `0177.0.0.1` and `0x7f000001` are addresses to some resolvers and names to others; a zone (`fe80::1%eth0`) means
 * something on one machine only. Those are no address here.
 */
export function parseAddress(text: string): Address | null {
  return text.includes(':') ? parseV6(text) : parseV4(text)
}

export function isV4(address: Address): boolean {
  for (let i = 0; i < 10; i++) if (address[i] !== 0) return false
  return address[10] === 0xff && address[11] === 0xff
}

/** As RFC 5952 writes it; a mapped address as the IPv4 address that it is. */
export function formatAddress(address: Address): string {
  if (isV4(address)) return address.subarray(12).join('.')
  const groups: number[] = []
  for (let i = 0; i < 16; i += 2) groups.push((address[i]! << 8) | address[i + 1]!)
  const { start, length } = longestZeros(groups)
  const hex = groups.map(it => it.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

export function addressOfV4(bytes: Uint8Array): Address {
  const address = new Uint8Array(16)
  address[10] = address[11] = 0xff
  address.set(bytes, 12)
  return address
}

const decimal = /^(?:0|[1-9]\d{0,2})$/
const hexadecimal = /^[0-9a-f]{1,4}$/i

function parseV4(text: string): Address | null {
  if (text.length > 15) return null
  const parts = text.split('.')
  if (parts.length !== 4) return null
  const bytes = new Uint8Array(4)
  for (const [i, part] of parts.entries()) {
    if (!decimal.test(part) || Number(part) > 255) return null
    bytes[i] = Number(part)
  }
  return addressOfV4(bytes)
}

function parseV6(text: string): Address | null {
  if (text.length > 45) return null
  const halves = text.split('::')
  if (halves.length > 2) return null
  const head = groupsOf(halves[0]!, halves.length === 1)
  const tail = halves.length === 2 ? groupsOf(halves[1]!, true) : []
  if (!head || !tail) return null
  const known = head.length + tail.length
  // `::` stands for one group at least.
  if (halves.length === 2 ? known > 7 : known !== 8) return null
  const groups = [...head, ...Array<number>(8 - known).fill(0), ...tail]
  const address = new Uint8Array(16)
  for (const [i, group] of groups.entries()) {
    address[2 * i] = group >> 8
    address[2 * i + 1] = group & 0xff
  }
  return address
}

/** The last two groups of an address may be written as IPv4. */
function groupsOf(text: string, last: boolean): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (hexadecimal.test(part)) {
      groups.push(parseInt(part, 16))
      continue
    }
    const v4 = last && i === parts.length - 1 ? parseV4(part) : null
    if (!v4) return null
    groups.push((v4[12]! << 8) | v4[13]!, (v4[14]! << 8) | v4[15]!)
  }
  return groups
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (start + length < groups.length && groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
    start += length
  }
  return best
}
