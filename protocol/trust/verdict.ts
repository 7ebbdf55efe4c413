import { z } from 'zod'
import type { NodeNetwork } from '../node.ts'
import type { DevicePath } from '../tunnel.ts'
import type { Point } from './distance.ts'
import { NetworkKind, type Seen } from './seen.ts'

/** All that is known of a node when it is judged. What is null was not measured, and speaks for nothing. */
export type Evidence = {
  tunnel: Seen | null
  exit: Seen | null
  /** Nodes that leave from the same public address now, this one included. */
  onAddress: number
  network: z.infer<typeof NodeNetwork> | null
  /** The shortest round trip of this visit, and where it was measured from. */
  rttMs: number | null
  edge: Point | null
  /** Minutes east of UTC: what the device's clock says, and what clocks in that place may say. */
  deviceOffset: number | null
  placeOffsets: readonly number[]
  timeZone: string | null
  path: DevicePath | null
  /** Where the last day's tunnels came from, oldest first, this one not among them. */
  earlier: readonly { at: number; asn: number | null; country: string | null; point: Point | null }[]
  at: number
}

const count = z.int().nonnegative()
/** What was seen, and how much it counts against this being a home: each stands for itself. */
export const Signal = z.discriminatedUnion('signal', [
  z.object({
    signal: z.literal('networkKind'),
    weight: count,
    kind: NetworkKind,
    network: z.string().nullable(),
    by: z.string(),
  }),
  z.object({
    signal: z.literal('knownRange'),
    weight: count,
    kind: NetworkKind,
    range: z.string(),
    list: z.string(),
  }),
  z.object({
    signal: z.literal('exitDiffers'),
    weight: count,
    tunnel: z.string(),
    exit: z.string(),
    differs: z.enum(['country', 'network', 'address']),
  }),
  z.object({ signal: z.literal('sharedAddress'), weight: count, nodes: count, address: z.string() }),
  z.object({
    signal: z.literal('impossibleRtt'),
    weight: count,
    rttMs: z.number(),
    leastMs: z.number(),
    km: count,
  }),
  z.object({
    signal: z.literal('timeZone'),
    weight: count,
    timeZone: z.string(),
    country: z.string().nullable(),
    hours: z.number(),
  }),
  z.object({ signal: z.literal('pathMtu'), weight: count, mtu: count.nullable(), tunnel: z.boolean() }),
  z.object({
    signal: z.literal('networkChange'),
    weight: count,
    what: z.enum(['travel', 'often']),
    km: count.nullable(),
    minutes: count,
    networks: count,
  }),
])
export type Signal = z.infer<typeof Signal>

export const verdictKinds = [
  'home',
  'mobile',
  'doubtful',
  'vpn',
  'hosting',
  'proxy',
  'tor',
  'unknown',
] as const
export const VerdictKind = z.enum(verdictKinds)
export type VerdictKind = z.infer<typeof VerdictKind>

/** Why it cannot be said: nothing was measured yet, no GeoIP, an address that is nowhere on the internet. */
export const unknownReasons = ['not_checked', 'no_geoip', 'private_address', 'not_in_geoip'] as const
export const UnknownReason = z.enum(unknownReasons)
export type UnknownReason = z.infer<typeof UnknownReason>

export const Verdict = z.object({
  kind: VerdictKind,
  /** 0: nothing speaks against a home; 100: certainly none. The sum of the signals' weights. */
  suspicion: z.int().min(0).max(100),
  signals: z.array(Signal).max(20),
  unknown: UnknownReason.nullable(),
})
export type Verdict = z.infer<typeof Verdict>
