import { join } from 'node:path'
import { demoWorld } from '../demo/world.ts'
import type { HubConfig } from '../config.ts'
import { freeAsns, freeCities } from './asn-package.ts'
import { writeWorld } from './made-world.ts'

/** Which databases are used: those that somebody names, else the free ones, and in the demo its own world beside them. */
export function placesOf(
  config: Pick<HubConfig, 'GEOIP_CITY_DB' | 'GEOIP_ASN_DB' | 'TRAFFIX_DATA' | 'TRAFFIX_DEMO'>,
) {
  const folder = join(config.TRAFFIX_DATA, 'geoip')
  const made = config.TRAFFIX_DEMO ? writeWorld(folder, demoWorld) : null
  // Told by whoever uses it.
  made?.catch(() => {})
  const beside = async (
    paths: readonly string[] | Promise<readonly string[]>,
    which: 'cityPath' | 'asnPath',
  ) => {
    const [others, world] = await Promise.all([paths, made])
    return world ? [...others, world[which]] : others
  }
  return {
    cityPaths: beside(config.GEOIP_CITY_DB ?? freeCities(), 'cityPath'),
    asnPaths: beside(config.GEOIP_ASN_DB ?? freeAsns(folder), 'asnPath'),
  }
}
