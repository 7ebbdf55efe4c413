import type { EvidenceRow } from '#db/repositories/checks.ts'
import type { Place } from '#protocol/directory.ts'
import type { Measured } from '#protocol/trust/score.ts'
import type { Seen } from '#protocol/trust/seen.ts'
import type { Evidence } from '#protocol/trust/verdict.ts'
import { offsetOf, placeOffsets } from '../geo/place-offsets.ts'

const network = (type: EvidenceRow['network']): Evidence['network'] =>
  type && { type, generation: null, metered: false, signal: null }

/** What is written of a node, with what its addresses say. */
export function evidenceOf(
  row: EvidenceRow,
  { tunnel, exit, others, at }: { tunnel: Seen | null; exit: Seen | null; others: number; at: Date },
): Evidence {
  const country = (exit ?? tunnel)?.country ?? null
  return {
    ...{ tunnel, exit, onAddress: others + 1, network: network(row.network), rttMs: row.rttMs },
    ...{ edge: row.edgePlace, timeZone: row.timeZone, path: row.path, at: at.getTime() },
    deviceOffset: row.timeZone === null ? null : offsetOf(row.timeZone, at),
    placeOffsets: placeOffsets(country, at),
    earlier: row.earlier.map(({ lat, lon, ...rest }) => ({
      ...rest,
      point: lat === null || lon === null ? null : { lat, lon },
    })),
  }
}

/** Too short a life says nothing of how steady it is. */
const youngSeconds = 600

export const measuredOf = (row: EvidenceRow, suspicion: number | null): Measured => ({
  suspicion,
  uptime: row.lifeSeconds < youngSeconds ? null : Math.min(1, row.onlineSeconds / row.lifeSeconds),
  ...{ losses: row.losses, rttMs: row.rttMs, bytesPerSecond: row.bytesPerSecond },
  ...{ opened: Math.round(row.opened), failed: Math.round(row.failed), battery: row.battery },
})

/** Where it leaves from; what no database knows its provider may have stated. */
export function placeOf(seen: Seen | null, stated: Partial<Place>): Place {
  const { country = null, city = null, lat = null, lon = null, asn = null } = stated
  if (!seen || seen.country === null) return { country, city, lat, lon, asn: seen?.asn ?? asn }
  // A provider knows the town better than a database that names the country only.
  const finer = seen.city === null && seen.lat === null && country === seen.country
  return {
    country: seen.country,
    ...(finer ? { city, lat, lon } : { city: seen.city, lat: seen.lat, lon: seen.lon }),
    asn: seen.asn,
  }
}
