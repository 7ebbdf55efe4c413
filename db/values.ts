import { isIP } from 'node:net'

export type Value = string | number | boolean | Date | Uint8Array | readonly string[] | null

/** As PostgreSQL takes it: it knows neither NUL nor half a surrogate pair, and a stranger may send both. */
export function toSql(value: Value): Value {
  if (typeof value === 'string') return clean(value)
  if (value instanceof Uint8Array) return Buffer.isBuffer(value) ? value : Buffer.from(value)
  return value
}

export const clean = (text: string) => text.toWellFormed().replaceAll('\0', '\uFFFD')

/** One literal instead of an element each: ten thousand ids are parsed at once. */
export const idArray = (ids: readonly string[]) => `{${ids.join(',')}}`

export const timeArray = (times: readonly Date[]) => `{${times.map(time => time.toISOString()).join(',')}}`

export function toJson(value: Record<string, unknown> | readonly unknown[]): string {
  return JSON.stringify(value, (_, v: unknown) => (typeof v === 'string' ? clean(v) : v))
}

/** An address as `inet` takes it, or null: a peer's address is a note, and no reason to fail. */
export function toInet(address: string | null | undefined): string | null {
  const bare = address?.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '')
  return bare && isIP(bare) !== 0 ? bare : null
}
