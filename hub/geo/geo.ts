import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { Geo as GeoState } from '#protocol/rest/nodes.ts'
import type { Seen } from '#protocol/trust/seen.ts'
import { type Attribution, createDatabase, type Database } from './database.ts'
import { createLists } from './lists.ts'
import { networkKindOf } from './networks.ts'
import { isPrivate } from './private.ts'

const lookMs = 2_000
const retryMs = 60_000

/** What is known of an address: where it is, of which network, and what that network is known for. */
export type Geo = {
  look(address: string): Seen
  state(): GeoState
  /** After the first files were read, or could not be. */
  readonly ready: Promise<void>
  /** Other databases or lists hold from now on; `first`: those that it began with. */
  onChange(fn: (first: boolean) => void): () => void
  /** Looks at the files now. */
  refresh(): Promise<void>
  stop(): Promise<void>
}

/** Those that are made first, from a package or for the demo, take their time, and may fail. */
export type Source = {
  paths(): Promise<readonly string[]>
  /** To whom they are owed, when the files do not say so. */
  attribution: Attribution | null
}

export function createGeo(o: {
  city: Source
  asn: Source
  /** A folder with lists of networks. */
  lists: string | null
  log: Log
}): Geo {
  const log = o.log.child({ part: 'geo' })
  const listeners = new Set<(first: boolean) => void>()
  const city = createDatabase({ kind: 'city', variable: 'GEOIP_CITY_DB', log })
  const asn = createDatabase({ kind: 'asn', variable: 'GEOIP_ASN_DB', log })
  /** Whose files are there to be used; what could not be made is tried again. */
  const begun = new Set<Database>()
  const lists = createLists({ folder: o.lists, log })

  async function refresh(settled = false): Promise<void> {
    const changed = [await city.look(settled), await asn.look(settled), await lists.look(settled)]
    if (changed.some(Boolean) && !stopped) for (const fn of listeners) fn(!isReady)
  }
  async function begin(database: Database, source: Source): Promise<void> {
    if (begun.has(database)) return
    try {
      database.use(await source.paths(), source.attribution)
      begun.add(database)
    } catch (err) {
      database.failed((err as Error).message)
    }
    await refresh(true)
  }
  async function beginAll(): Promise<void> {
    await begin(city, o.city)
    await begin(asn, o.asn)
  }
  let isReady = false
  let stopped = false
  const ready = beginAll().then(() => void (isReady = true))
  const stop = every(lookMs, look, { log, unref: true })
  let triedAt = performance.now()
  async function look(): Promise<void> {
    if (!isReady) return
    if (begun.size < 2 && performance.now() - triedAt > retryMs) {
      triedAt = performance.now()
      await beginAll()
    }
    await refresh()
  }

  return {
    ready,
    refresh: () => refresh(true),
    look(text) {
      const address = plain(text).slice(0, 45)
      const place = placeOf(city.get(address))
      const network = networkOf(asn.get(address))
      const networkKind = networkKindOf(network.asn, network.network)
      const range = lists.find(address)
      const known = place.country !== null || network.asn !== null || networkKind || range
      const dark = isPrivate(address) ? 'private_address' : 'not_in_geoip'
      // Half of it is not enough to call anything a home.
      const whole = city.loaded && asn.loaded
      return {
        address,
        ...place,
        ...network,
        networkKind,
        range,
        why: whole ? (known ? null : dark) : 'no_geoip',
      }
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

/** An IPv4 address in the clothes of IPv6 is one of IPv4. */
function plain(address: string): string {
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address)
  if (!hex) return address.replace(/^::ffff:(?=\d+\.)/i, '')
  const [high, low] = [parseInt(hex[1]!, 16), parseInt(hex[2]!, 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
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
