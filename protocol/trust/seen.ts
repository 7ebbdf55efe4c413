import { z } from 'zod'

/** Kinds of networks that no home is in. */
export const networkKinds = ['hosting', 'vpn', 'proxy', 'tor'] as const
export const NetworkKind = z.enum(networkKinds)
export type NetworkKind = z.infer<typeof NetworkKind>

/** An address, and what GeoIP and the lists of known networks say of it. */
export const Seen = z.object({
  address: z.string().max(45),
  country: z.string().length(2).nullable(),
  city: z.string().max(120).nullable(),
  lat: z.number().min(-90).max(90).nullable(),
  lon: z.number().min(-180).max(180).nullable(),
  asn: z.int().nonnegative().nullable(),
  /** The name of the network. */
  network: z.string().max(200).nullable(),
  /** What the network as a whole is known for, and by what: an AS number, or words in its name. */
  networkKind: z.object({ kind: NetworkKind, by: z.string().max(200) }).nullable(),
  /** Why it cannot be said what it is; null when it can. */
  why: z.enum(['no_geoip', 'private_address', 'not_in_geoip']).nullable(),
  /** A listed range that the address is in: `hosting`, `185.220.100.0/22`. */
  range: z.object({ kind: NetworkKind, range: z.string().max(60), list: z.string().max(80) }).nullable(),
})
export type Seen = z.infer<typeof Seen>
