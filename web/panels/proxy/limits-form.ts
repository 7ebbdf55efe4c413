import type { ProxyLimits } from '#protocol/directory.ts'

/** As people write them: GB and Mbit/s; empty is no limit. */
export type LimitTexts = Record<keyof ProxyLimits, string>

const units: Record<keyof ProxyLimits, number> = {
  maxConnections: 1,
  dayBytes: 1e9,
  monthBytes: 1e9,
  bytesPerSecond: 1e6 / 8,
}
const keys = Object.keys(units) as (keyof ProxyLimits)[]

export const textsOf = (limits: ProxyLimits): LimitTexts =>
  Object.fromEntries(
    keys.map(key => [key, limits[key] === null ? '' : String(limits[key] / units[key])]),
  ) as LimitTexts

/** The limits, or which of them is no number above zero. */
export function limitsOf(texts: LimitTexts): { limits: ProxyLimits } | { wrong: keyof ProxyLimits } {
  const limits = {} as ProxyLimits
  for (const key of keys) {
    const text = texts[key].trim().replace(',', '.')
    const value = Math.round(Number(text) * units[key])
    if (text !== '' && !(value >= 1 && Number.isSafeInteger(value))) return { wrong: key }
    limits[key] = text === '' ? null : value
  }
  return { limits }
}
