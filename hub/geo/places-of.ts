import { join } from 'node:path'
import type { HubConfig } from '../config.ts'
import { demoWorld } from '../demo/world.ts'
import { freeAsns, freeAttributions, freeCities } from './asn-package.ts'
import type { Source } from './geo.ts'
import { type MadeWorld, writeWorld } from './made-world.ts'

type Config = Pick<HubConfig, 'GEOIP_CITY_DB' | 'GEOIP_ASN_DB' | 'TRAFFIX_DATA' | 'TRAFFIX_DEMO'>

/** Which databases are used: those that somebody names, else the free ones, and in the demo its own world beside them. */
export function placesOf(config: Config): { city: Source; asn: Source } {
  const folder = join(config.TRAFFIX_DATA, 'geoip')
  let made: Promise<MadeWorld> | null = null
  const world = () => (made ??= writeWorld(folder, demoWorld))
  const source = (
    which: 'cityPath' | 'asnPath',
    named: readonly string[] | null,
    free: () => Promise<readonly string[]>,
    attribution: Source['attribution'],
  ): Source => ({
    async paths() {
      const others = named ?? (await free())
      return config.TRAFFIX_DEMO ? [...others, (await world())[which]] : others
    },
    attribution: named ? null : attribution,
  })
  return {
    city: source('cityPath', config.GEOIP_CITY_DB, freeCities, freeAttributions.city),
    asn: source('asnPath', config.GEOIP_ASN_DB, () => freeAsns(folder), freeAttributions.asn),
  }
}
