import { z } from 'zod'
import { NodeStatus } from './node.ts'
import { Id } from './person.ts'
import { NodePolicy } from './policy.ts'
import { VerdictKind } from './trust/verdict.ts'

/** What an edge must know to serve without PostgreSQL. The hubs keep it in Redis as PostgreSQL has it. */
const revision = z.int().nonnegative()
const bytes = z.int().positive().nullable()

export const Place = z.object({
  country: z.string().length(2).nullable(),
  city: z.string().max(120).nullable(),
  lat: z.number().min(-90).max(90).nullable(),
  lon: z.number().min(-180).max(180).nullable(),
  asn: z.int().nonnegative().nullable(),
})
export type Place = z.infer<typeof Place>

/** Metered bytes both ways in a day and in a calendar month, which begin in the account's time zone. */
export const AccountLimits = z.object({ dayBytes: bytes, monthBytes: bytes })
export type AccountLimits = z.infer<typeof AccountLimits>

export const ProxyLimits = AccountLimits.extend({
  maxConnections: z.int().positive().nullable(),
  /** Each way. */
  bytesPerSecond: bytes,
})
export type ProxyLimits = z.infer<typeof ProxyLimits>

const Gone = { gone: z.boolean().default(false) }
export const DirectoryEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('account'),
    ...{ id: Id, revision, ...Gone },
    standing: z.enum(['active', 'suspended', 'no_balance']),
    /** Without, as an older hub says it: UTC, and none. */
    timeZone: z.string().default('UTC'),
    limits: AccountLimits.default({ dayBytes: null, monthBytes: null }),
  }),
  z.object({
    kind: z.literal('proxyUser'),
    ...{ id: Id, revision, ...Gone },
    account: Id,
    login: z.string(),
    /** SHA-256 of the password in base64url: it is random and long, so a fast hash is enough. */
    secret: z.string(),
    /** Addresses from which no password is asked for: CIDR. */
    allowIps: z.array(z.string()),
    limits: ProxyLimits,
    enabled: z.boolean(),
  }),
  z.object({
    kind: z.literal('node'),
    ...{ id: Id, revision, ...Gone },
    /** Base64 of the SPKI. */
    publicKey: z.string(),
    provider: Id,
    name: z.string(),
    status: NodeStatus,
    policy: NodePolicy,
    place: Place,
    score: z.number().nullable(),
    /** Null: not judged yet, or told by an older hub. */
    verdict: VerdictKind.nullable().default(null),
  }),
  z.object({
    kind: z.literal('enrollment'),
    ...{ id: Id, revision, ...Gone },
    /** SHA-256 of the code in base64url. */
    code: z.string(),
    expiresAt: z.int(),
    usesLeft: z.int(),
  }),
  /** For a trial of the connection from the panel: as good as the password of this proxy user until then. */
  z.object({
    kind: z.literal('pass'),
    ...{ id: Id, revision, ...Gone },
    proxyUser: Id,
    secret: z.string(),
    until: z.int(),
  }),
  /** This session is to end; kept a while for the edge that was just away. */
  z.object({ kind: z.literal('cut'), ...{ id: Id, revision, ...Gone }, until: z.int() }),
])
export type DirectoryEntry = z.infer<typeof DirectoryEntry>
export type DirectoryKind = DirectoryEntry['kind']
export type EntryOf<K extends DirectoryKind> = Extract<DirectoryEntry, { kind: K }>
export const directoryKinds = [
  'account',
  'proxyUser',
  'node',
  'enrollment',
  'pass',
  'cut',
] as const satisfies DirectoryKind[]

/** How an edge can be reached from outside: said on the bus, shown to customers and providers. */
export const EdgeDoors = z.object({
  id: z.string().min(1).max(120),
  region: z.string(),
  host: z.string(),
  socksPort: z.int(),
  httpPort: z.int(),
  tunnelPort: z.int(),
  /** SHA-256 of the SPKI of the tunnel's certificate, base64url. */
  pin: z.string(),
})
export type EdgeDoors = z.infer<typeof EdgeDoors>

/** A device asks to be taken in: edge → hub; answered by the node's entry in the directory, or by a refusal. */
export const EnrollAsk = z.object({
  ask: z.uuid(),
  edge: z.string(),
  code: z.string(),
  publicKey: z.string(),
  agent: z.object({
    version: z.string(),
    platform: z.string(),
    model: z.string().nullable(),
    osVersion: z.string().nullable(),
  }),
  address: z.string(),
})
export type EnrollAsk = z.infer<typeof EnrollAsk>
export const EnrollAnswer = z.object({ ask: z.uuid(), refused: z.string().nullable(), node: Id.nullable() })
export type EnrollAnswer = z.infer<typeof EnrollAnswer>
