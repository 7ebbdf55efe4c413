import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createMmdbWriter, type MmdbMap } from './mmdb-writer.ts'
import { writeWhole } from './write-whole.ts'

/** A network somewhere, as a database of places has it. */
export type MadeNetwork = {
  network: string
  country: string
  city: string | null
  lat: number
  lon: number
  asn: number
  name: string
}
export type MadeWorld = { cityPath: string; asnPath: string }

/** Databases of a world that is made up: of the demo, whose devices all are on this machine, and of tests. */
export async function writeWorld(folder: string, networks: readonly MadeNetwork[]): Promise<MadeWorld> {
  const cities = createMmdbWriter()
  const asns = createMmdbWriter()
  for (const { network, country, city, lat, lon, asn, name } of networks) {
    const place: MmdbMap = {
      country: { iso_code: country.toUpperCase() },
      location: { latitude: lat, longitude: lon },
    }
    cities.insert(network, city === null ? place : { ...place, city: { names: { en: city } } })
    asns.insert(network, { autonomous_system_number: asn, autonomous_system_organization: name })
  }
  await mkdir(folder, { recursive: true })
  const builtAt = new Date()
  const world = { cityPath: join(folder, 'made-city.mmdb'), asnPath: join(folder, 'made-asn.mmdb') }
  await writeWhole(world.cityPath, cities.finish({ type: 'Made-City', builtAt }))
  await writeWhole(world.asnPath, asns.finish({ type: 'Made-ASN', builtAt }))
  return world
}
