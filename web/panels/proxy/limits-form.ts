import type { ProxyLimits } from '#protocol/directory.ts'

type Key = keyof ProxyLimits
type Of<K extends Key> = Record<K, number | null>

const units: Record<Key, number> = {
  maxConnections: 1,
  dayBytes: 1e9,
  monthBytes: 1e9,
  bytesPerSecond: 1e6 / 8,
}

/** As people write them: GB and Mbit/s; empty is no limit. */
export function textsOf<K extends Key>(limits: Of<K>): Record<K, string> {
  const text = (key: K) => {
    const value = limits[key]
    return value === null ? '' : String(value / units[key])
  }
  return Object.fromEntries((Object.keys(limits) as K[]).map(key => [key, text(key)])) as Record<K, string>
}

/** The limits, or which of them is no number above zero. */
export function limitsOf<K extends Key>(texts: Record<K, string>): { limits: Of<K> } | { wrong: K } {
  const limits = {} as Of<K>
  for (const key of Object.keys(texts) as K[]) {
    const text = texts[key].trim().replace(',', '.')
    const value = Math.round(Number(text) * units[key])
    if (text !== '' && !(value >= 1 && Number.isSafeInteger(value))) return { wrong: key }
    limits[key] = text === '' ? null : value
  }
  return { limits }
}
