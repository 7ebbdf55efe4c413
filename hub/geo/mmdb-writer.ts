import { bitsOf, boundsOf } from './number.ts'

/**
 * Makes a file of the MaxMind DB format (version 2.0): a binary tree over the bits of an address, then the data that its
 * leaves point at, each value once. IPv4 lives at `::/96`, as the format has it.
 */
export type MmdbWriter = {
  /** What was inserted last, or is narrower and was inserted later, holds. */
  insert(network: string, data: MmdbMap): void
  /** From the first to the last address, both included. */
  insertRange(first: bigint, last: bigint, bits: 32 | 128, data: MmdbMap): void
  finish(o: { type: string; builtAt: Date; description?: string }): Buffer
}
export type MmdbValue = string | number | boolean | MmdbMap
export type MmdbMap = { readonly [key: string]: MmdbValue }

const recordBytes = 4
/** A record is nothing, a node, or data: its index with this bit. */
const isData = 0x8000_0000
const addressBits = 128
const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')

export function createMmdbWriter(): MmdbWriter {
  let records = new Uint32Array(2 * 1_024)
  let nodes = 1
  const data: Buffer[] = []
  const offsets: number[] = []
  const indexOf = new Map<string, number>()
  let dataBytes = 0

  function node(): number {
    if (2 * nodes + 2 > records.length) {
      const larger = new Uint32Array(2 * records.length)
      larger.set(records)
      records = larger
    }
    return nodes++
  }
  function keep(value: MmdbMap): number {
    const text = JSON.stringify(value)
    const known = indexOf.get(text)
    if (known !== undefined) return known
    const encoded = encode(value)
    offsets.push(dataBytes)
    dataBytes += encoded.length
    indexOf.set(text, data.push(encoded) - 1)
    return data.length - 1
  }

  /** The first `length` bits of an address of 128 bits. */
  function put(address: bigint, length: number, index: number): void {
    let at = 0
    for (let depth = 0; depth < length; depth++) {
      const slot = 2 * at + Number((address >> BigInt(addressBits - 1 - depth)) & 1n)
      if (depth === length - 1) {
        records[slot] = (isData | index) >>> 0
        return
      }
      const next = records[slot]!
      if (next !== 0 && next < isData) at = next
      else {
        const made = node()
        // A wider network is split: both halves are as it was.
        records[2 * made] = records[2 * made + 1] = next
        records[slot] = made
        at = made
      }
    }
  }

  return {
    insert(network, value) {
      const bounds = boundsOf(network)
      if (!bounds) throw new Error(`${network} is no network`)
      put(bounds.first, bounds.bits + addressBits - bitsOf(network.split('/')[0]!), keep(value))
    },
    insertRange(first, last, bits, value) {
      const index = keep(value)
      const above = addressBits - bits
      for (let at = first; at <= last;) {
        // The widest network that begins here and does not go over the end.
        let free = 0
        while (
          free < bits &&
          ((at >> BigInt(free)) & 1n) === 0n &&
          at + (1n << BigInt(free + 1)) - 1n <= last
        )
          free++
        put(at, above + bits - free, index)
        at += 1n << BigInt(free)
      }
    },
    finish({ type, builtAt, description = '' }) {
      const tree = Buffer.alloc(nodes * 2 * recordBytes)
      for (let i = 0; i < 2 * nodes; i++) {
        const record = records[i]!
        const value =
          record === 0 ? nodes : record < isData ? record : nodes + 16 + offsets[record & ~isData]!
        tree.writeUInt32BE(value, i * recordBytes)
      }
      const metadata = mapOf([
        ['binary_format_major_version', uint(5, 2)],
        ['binary_format_minor_version', uint(5, 0)],
        ['build_epoch', uint(9, Math.floor(builtAt.getTime() / 1_000))],
        ['database_type', encode(type)],
        ['description', encode(description === '' ? {} : { en: description })],
        ['ip_version', uint(5, 6)],
        ['languages', Buffer.from([0x01, 0x04, ...encode('en')])],
        ['node_count', uint(6, nodes)],
        ['record_size', uint(5, 8 * recordBytes)],
      ])
      return Buffer.concat([tree, Buffer.alloc(16), ...data, marker, metadata])
    },
  }
}

function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string') return sized(2, Buffer.from(value))
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0, 7])
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return uint(6, value)
    const bytes = Buffer.alloc(8)
    bytes.writeDoubleBE(value)
    return sized(3, bytes)
  }
  return mapOf(Object.entries(value).map(([key, it]) => [key, encode(it)] as const))
}
const mapOf = (entries: readonly (readonly [string, Buffer])[]): Buffer =>
  Buffer.concat([control(7, entries.length), ...entries.flatMap(([key, value]) => [encode(key), value])])
const sized = (type: number, bytes: Buffer) => Buffer.concat([control(type, bytes.length), bytes])

/** Without leading zeros. */
function uint(type: 5 | 6 | 9, value: number): Buffer {
  const hex = value === 0 ? '' : value.toString(16)
  return sized(type, Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex'))
}
/** A type above 7 is written after the size. */
function control(type: number, size: number): Buffer {
  const more = type > 7 ? [type - 7] : []
  const top = (type > 7 ? 0 : type) << 5
  if (size < 29) return Buffer.from([top | size, ...more])
  if (size < 285) return Buffer.from([top | 29, ...more, size - 29])
  if (size >= 65_821) throw new Error('a value of a MaxMind DB is too long')
  return Buffer.from([top | 30, ...more, (size - 285) >> 8, (size - 285) & 0xff])
}
