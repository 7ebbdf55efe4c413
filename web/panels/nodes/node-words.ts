import type { TFunction } from 'i18next'
import type { z } from 'zod'
import type { Place } from '#protocol/directory.ts'
import type { NodeNetwork } from '#protocol/node.ts'

/** `5G`, `Wi-Fi`: what is known of how a device is connected. */
export function networkWords(t: TFunction, network: z.infer<typeof NodeNetwork> | null): string {
  if (!network) return '–'
  return network.generation?.toUpperCase() ?? t(`nodes.networks.${network.type}`)
}

/** `Tashkent, UZ` */
export const placeWords = ({ city, country }: Pick<Place, 'city' | 'country'>): string =>
  [city, country?.toUpperCase()].filter(Boolean).join(', ') || '–'
