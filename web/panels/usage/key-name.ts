import type { TFunction } from 'i18next'
import type { UsageDimension } from '#protocol/rest/usage.ts'
import { countryName } from '../proxy/country-name.ts'

/** What belongs to nothing that is known. */
export const unknown = 'unknown'

/** What a group of usage is called. */
export function keyName(t: TFunction, tag: string, by: UsageDimension, key: string, label: string): string {
  if (key === unknown) return t('usage.unknown')
  if (by === 'country') return countryName(tag, key)
  // Many are of one model: the end of the id tells them apart, as on every page.
  return by === 'node' && label !== key ? `${label} · ${key.slice(-6)}` : label
}
