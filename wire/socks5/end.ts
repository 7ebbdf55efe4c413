import { addressOfV4, formatAddress } from '../addresses/address.ts'

export type SocksEnd = { host: string; port: number; bytes: number }

/**
 * Address type, address and port at the beginning of what is there. Null: more is needed, never more than 258 bytes.
 * `type` when the address type is not known.
 */
export function decodeEnd(view: Buffer): SocksEnd | 'type' | null {
  if (view.length < 1) return null
  const type = view[0]
  if (type !== 1 && type !== 3 && type !== 4) return 'type'
  if (type === 3 && view.length < 2) return null
  const start = type === 3 ? 2 : 1
  const end = start + (type === 1 ? 4 : type === 4 ? 16 : view[1]!)
  if (view.length < end + 2) return null
  const body = view.subarray(start, end)
  const host = type === 3 ? body.toString('utf8') : formatAddress(type === 1 ? addressOfV4(body) : body)
  return { host, port: view.readUInt16BE(end), bytes: end + 2 }
}
