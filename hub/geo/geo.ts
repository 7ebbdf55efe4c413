import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { Geo as GeoState } from '#protocol/rest/nodes.ts'
import type { Seen } from '#protocol/trust/seen.ts'
import { createDatabase, type DatabaseKind } from './database.ts'
import { createLists } from './lists.ts'
import { networkKindOf } from './networks.ts'
import { isPrivate } from './private.ts'

const lookMs = 2_000

/** What is known of an address: where it is, of which network, and what that network is known for. */
export type Geo = {
  look(address: string): Seen
  state(): GeoState
  /** After the first files were read, or could not be. */
  readonly ready: Promise<void>
  /** Other databases or lists hold from now on. */
  onChange(fn: () => void): () => void
  /** Looks at the files now. */
  refresh(): Promise<void>
  stop(): Promise<void>
}

/** Those that are made first, from a package or for the demo, take their time. */
type Paths = readonly string[] | Promise<readonly string[]>

export function createGeo(o: {
  cityPaths: Paths
  asnPaths: Paths
  /** A folder with lists of networks. */
  lists: string | null
  log: Log
}): Geo {
  const log = o.log.child({ part: 'geo' })
  const listeners = new Set<() => void>()
  const part = (kind: DatabaseKind, variable: string, paths: Paths) => {
    const made = Promise.resolve(paths).catch((err: unknown) => {
      log.error({ err }, `the databases in place of ${variable} cannot be used`)
      return []
    })
    const database = createDatabase({ kind, variable, log })
    return { database, begin: async () => database.use(await made) }
  }
  const { database: city, begin: beginCity } = part('city', 'GEOIP_CITY_DB', o.cityPaths)
  const { database: asn, begin: beginAsn } = part('asn', 'GEOIP_ASN_DB', o.asnPaths)
  const lists = createLists({ folder: o.lists, log })

  async function refresh(settled = false): Promise<void> {
    const changed = [await city.look(settled), await asn.look(settled), await lists.look()]
    if (changed.some(Boolean) && !stopped) for (const fn of listeners) fn()
  }
  async function begin(): Promise<void> {
    await beginCity()
    await refresh(true)
    await beginAsn()
    await refresh(true)
  }
  let isReady = false
  let stopped = false
  const ready = begin().then(() => void (isReady = true))
  const stop = every(lookMs, () => (isReady ? refresh() : undefined), { log, unref: true })

  return {
    ready,
    refresh: () => refresh(true),
    look(text) {
      const address = text.replace(/^::ffff:(?=\d+\.)/i, '').slice(0, 45)
      const place = placeOf(city.get(address))
      const network = networkOf(asn.get(address))
      const networkKind = networkKindOf(network.asn, network.network)
      const range = lists.find(address)
      const known = place.country !== null || network.asn !== null || networkKind || range
      const dark = isPrivate(address) ? 'private_address' : city.loaded ? 'not_in_geoip' : 'no_geoip'
      return { address, ...place, ...network, networkKind, range, why: known ? null : dark }
    },
    state: () => ({ city: city.state(), asn: asn.state() }),
    onChange(fn) {
      listeners.add(fn)
      return () => void listeners.delete(fn)
    },
    // What is still being read or made is for nobody any more.
    async stop() {
      stopped = true
      await stop()
    },
  }
}

type Fields = Record<string, unknown>
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}
const textOf = (value: unknown, chars: number): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, chars) : null
const within = (value: unknown, most: number): number | null =>
  typeof value === 'number' && Math.abs(value) <= most ? value : null

/** MaxMind's own fields, or the flat ones of the free packages. */
function placeOf(found: unknown): Pick<Seen, 'country' | 'city' | 'lat' | 'lon'> {
  const it = fieldsOf(found)
  const code = textOf(fieldsOf(it['country'])['iso_code'] ?? it['country_code'], 2)?.toLowerCase() ?? ''
  const country = /^[a-z]{2}$/.test(code) ? code : null
  const names = fieldsOf(fieldsOf(it['city'])['names'])
  const location = fieldsOf(it['location'])
  const lat = within(location['latitude'] ?? it['latitude'], 90)
  const lon = within(location['longitude'] ?? it['longitude'], 180)
  const known = country !== null && lat !== null && lon !== null
  return {
    country,
    city: textOf(names['en'] ?? it['city'], 120),
    // Nothing is on the null island.
    ...(known && (lat !== 0 || lon !== 0) ? { lat, lon } : { lat: null, lon: null }),
  }
}

function networkOf(found: unknown): Pick<Seen, 'asn' | 'network'> {
  const it = fieldsOf(found)
  const asn = it['autonomous_system_number']
  return {
    asn: typeof asn === 'number' && Number.isInteger(asn) && asn > 0 ? asn : null,
    network: textOf(it['autonomous_system_organization'] ?? it['isp'], 200),
  }
}
