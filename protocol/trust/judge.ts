import { never } from '../never.ts'
import { kilometres } from './distance.ts'
import type { NetworkKind, Seen } from './seen.ts'
import type { Evidence, Signal, UnknownReason, Verdict, VerdictKind } from './verdict.ts'

// Evidence --each signal by itself--> what it saw and how much that counts --sum--> suspicion --> verdict

/** From here on it is no home: a node that carries is suspended. */
export const clearSuspicion = 60
/** From here on a person should look twice. */
export const doubtSuspicion = 30

const networkWeights: Record<NetworkKind, number> = { tor: 80, vpn: 70, hosting: 65, proxy: 65 }
const rangeWeights: Record<NetworkKind, number> = { tor: 80, vpn: 65, hosting: 60, proxy: 65 }
/** Light in fibre goes 200 km in a millisecond, and never straight. */
const fibreKmAMs = 200
/** GeoIP is wrong by so much often enough. */
const placeErrorKm = 100
const fastestKmAnHour = 1_000
const longTripKm = 500
const dayMs = 24 * 3_600_000
const manyNetworks = 6
/** Below it an interface that is not a phone's carries a tunnel's headers. */
const tunnelMtu = 1_420

/** Whether a node is a home, and every reason against it. */
export function judge(evidence: Evidence): Verdict {
  const signals = signalsOf(evidence)
  const suspicion = Math.min(
    100,
    signals.reduce((sum, it) => sum + it.weight, 0),
  )
  const unknown = unknownOf(evidence)
  return { kind: kindOf(evidence, signals, suspicion, unknown), suspicion, signals, unknown }
}

function kindOf(
  { network }: Evidence,
  signals: readonly Signal[],
  suspicion: number,
  unknown: UnknownReason | null,
): VerdictKind {
  if (suspicion >= clearSuspicion) {
    const heaviest = signals.reduce((a, b) => (b.weight > a.weight ? b : a))
    return kindBy(heaviest)
  }
  if (suspicion >= doubtSuspicion) return 'doubtful'
  if (unknown !== null) return 'unknown'
  return network?.type === 'cellular' ? 'mobile' : 'home'
}

function kindBy(signal: Signal): VerdictKind {
  switch (signal.signal) {
    case 'networkKind':
    case 'knownRange':
      return signal.kind
    case 'exitDiffers':
    case 'sharedAddress':
      return 'proxy'
    case 'impossibleRtt':
    case 'timeZone':
    case 'pathMtu':
    case 'networkChange':
      return 'vpn'
    default:
      return never(signal)
  }
}

function unknownOf({ tunnel, exit }: Evidence): UnknownReason | null {
  const seen = exit ?? tunnel
  if (!seen) return 'not_checked'
  return seen.why
}

function signalsOf(evidence: Evidence): Signal[] {
  return [
    networkKind(evidence),
    knownRange(evidence),
    exitDiffers(evidence),
    sharedAddress(evidence),
    impossibleRtt(evidence),
    timeZone(evidence),
    pathMtu(evidence),
    networkChange(evidence),
  ].filter(it => it !== null && it.weight > 0) as Signal[]
}

/** Both ends of it: whoever tunnels through a data centre from home is seen by one of them. */
const ends = ({ tunnel, exit }: Evidence): Seen[] => [exit, tunnel].filter(it => it !== null)

function networkKind(evidence: Evidence): Signal | null {
  const found = ends(evidence).filter(it => it.networkKind !== null)
  const [worst] = found.sort(
    (a, b) => networkWeights[b.networkKind!.kind] - networkWeights[a.networkKind!.kind],
  )
  if (!worst) return null
  const { kind, by } = worst.networkKind!
  return { signal: 'networkKind', weight: networkWeights[kind], kind, network: worst.network, by }
}

function knownRange(evidence: Evidence): Signal | null {
  const found = ends(evidence).filter(it => it.range !== null)
  const [worst] = found.sort((a, b) => rangeWeights[b.range!.kind] - rangeWeights[a.range!.kind])
  if (!worst) return null
  const { kind, range, list } = worst.range!
  return { signal: 'knownRange', weight: rangeWeights[kind], kind, range, list }
}

function exitDiffers({ tunnel, exit }: Evidence): Signal | null {
  if (!tunnel || !exit || tunnel.address === exit.address) return null
  const told = { signal: 'exitDiffers', tunnel: tunnel.address, exit: exit.address } as const
  if (tunnel.country !== null && exit.country !== null && tunnel.country !== exit.country)
    return { ...told, weight: 60, differs: 'country' }
  if (tunnel.asn !== null && exit.asn !== null)
    // Carriers leave by several addresses; that is worth a note only.
    return tunnel.asn === exit.asn
      ? { ...told, weight: 5, differs: 'address' }
      : { ...told, weight: 45, differs: 'network' }
  // A line has an address of each family.
  return isV6(tunnel.address) === isV6(exit.address) ? { ...told, weight: 30, differs: 'address' } : null
}
const isV6 = (address: string) => address.includes(':')

function sharedAddress({ onAddress, network, exit, tunnel }: Evidence): Signal | null {
  // A household has a few devices, and a carrier puts many phones behind one address.
  const cellular = network?.type === 'cellular'
  const weight = Math.min(cellular ? 35 : 50, Math.round((onAddress - 2) * 7 * (cellular ? 0.6 : 1)))
  const address = (exit ?? tunnel)?.address
  return weight > 0 && address !== undefined
    ? { signal: 'sharedAddress', weight, nodes: onAddress, address }
    : null
}

function impossibleRtt({ rttMs, edge, exit, tunnel }: Evidence): Signal | null {
  const seen = exit ?? tunnel
  if (rttMs === null || !edge || !seen || seen.lat === null || seen.lon === null) return null
  const km = Math.round(kilometres(edge, { lat: seen.lat, lon: seen.lon }))
  const leastMs = Math.round((2 * Math.max(0, km - placeErrorKm)) / fibreKmAMs)
  return rttMs < leastMs ? { signal: 'impossibleRtt', weight: 45, rttMs, leastMs, km } : null
}

function timeZone({ deviceOffset, placeOffsets, timeZone: zone, exit, tunnel }: Evidence): Signal | null {
  if (deviceOffset === null || zone === null || placeOffsets.length === 0) return null
  const hours = Math.min(...placeOffsets.map(it => Math.abs(it - deviceOffset))) / 60
  const weight = hours === 0 ? 0 : hours <= 1 ? 10 : hours <= 3 ? 20 : 30
  return {
    signal: 'timeZone',
    weight,
    timeZone: zone,
    country: (exit ?? tunnel)?.country ?? null,
    hours: Math.round(hours * 10) / 10,
  }
}

function pathMtu({ path, network }: Evidence): Signal | null {
  if (!path) return null
  // A carrier wraps its own packets: a small one says nothing of a phone.
  const small = path.mtu !== null && path.mtu <= tunnelMtu && network?.type !== 'cellular'
  return { signal: 'pathMtu', weight: path.tunnel ? 35 : small ? 20 : 0, mtu: path.mtu, tunnel: path.tunnel }
}

function networkChange({ earlier, exit, tunnel, at }: Evidence): Signal | null {
  const seen = exit ?? tunnel
  const recent = earlier.filter(it => at - it.at < dayMs)
  const networks = new Set([...recent.map(it => it.asn), seen?.asn ?? null].filter(it => it !== null)).size
  const here = seen?.lat != null && seen.lon !== null ? { lat: seen.lat, lon: seen.lon } : null
  const last = recent.findLast(it => it.point !== null)
  if (here && last) {
    const km = Math.round(kilometres(here, last.point!))
    const minutes = Math.round((at - last.at) / 60_000)
    if (km >= longTripKm && km / Math.max(minutes / 60, 1 / 60) > fastestKmAnHour)
      return { signal: 'networkChange', weight: 40, what: 'travel', km, minutes, networks }
  }
  const weight = networks >= manyNetworks ? 20 : 0
  return { signal: 'networkChange', weight, what: 'often', km: null, minutes: dayMs / 60_000, networks }
}
