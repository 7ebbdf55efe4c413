import { z } from 'zod'
import { Place } from '../directory.ts'
import { Limits } from '../limits.ts'
import { Battery, NodeNetwork, NodeStatus } from '../node.ts'
import { NodeFilter, NodeSort } from '../node-filter.ts'
import { Id, PersonName, Time } from '../person.ts'
import { NodePolicy, PolicyPatch, RestReason } from '../policy.ts'
import { Score } from '../trust/score.ts'
import { Seen } from '../trust/seen.ts'
import { SelfTest } from '../trust/self-test.ts'
import { Verdict, VerdictKind } from '../trust/verdict.ts'
import { endpoint, pageOf, Paging } from './endpoint.ts'

const byId = z.object({ id: Id })
const named = z.object({ id: Id, name: z.string() })

/** What is known of whether it is a home and how good it is, and when that was looked at. */
export const NodeChecks = z.object({
  at: Time.nullable(),
  verdict: Verdict.nullable(),
  score: Score.nullable(),
  /** Where its tunnel comes from, and where what it carries leaves from. */
  tunnel: Seen.nullable(),
  exit: Seen.nullable(),
  /** Why its exit is not known: `forbidden`, `lost`, … */
  exitFault: z.string().nullable(),
  rttMs: z.number().nullable(),
  bytesPerSecond: z.int().nullable(),
  timeZone: z.string().nullable(),
  mtu: z.int().nullable(),
  /** Its tries are told of one node, and left out of lists. */
  selfTest: SelfTest.nullable(),
})
export type NodeChecks = z.infer<typeof NodeChecks>

export const Node = z.object({
  id: Id,
  name: z.string(),
  provider: named.extend({ stopped: z.boolean() }),
  status: NodeStatus,
  /** What holds for it: its own rules, else its provider's, else those of the network. */
  policy: NodePolicy,
  ownPolicy: PolicyPatch,
  place: Place,
  agent: z.object({
    version: z.string(),
    platform: z.string(),
    model: z.string().nullable(),
    osVersion: z.string().nullable(),
  }),
  /** The last part of its key, to tell devices apart. */
  fingerprint: z.string(),
  enrolledAt: Time,
  /** When an edge last told of it. */
  seenAt: Time.nullable(),
  /** Why it was last approved, suspended or rejected, by whom; null: the checks. */
  decided: z.object({ at: Time, by: z.string().nullable(), reason: z.string() }).nullable(),
  checks: NodeChecks,
  /** As the edges tell of it now; null: none does. */
  live: z
    .object({
      edge: z.string(),
      online: z.boolean(),
      since: z.int(),
      battery: Battery.nullable(),
      network: NodeNetwork.nullable(),
      sessions: z.int(),
      up: z.number(),
      down: z.number(),
    })
    .nullable(),
})
export type Node = z.infer<typeof Node>

export const listNodes = endpoint({
  method: 'GET',
  path: '/api/nodes',
  can: ['read', 'Node'],
  summary: 'Nodes, newest first unless sorted; by a cursor, or from the n-th on',
  query: Paging.extend(NodeFilter.shape).extend({
    sort: NodeSort.default('newest'),
    /** For a list that jumps: so many are passed by. Without `after`. */
    skip: z.coerce.number().int().min(0).max(Limits.nodesSkip).default(0),
  }),
  answer: pageOf(Node),
})
export const NodeCounts = z.object({
  total: z.int(),
  online: z.int(),
  byStatus: z.partialRecord(NodeStatus, z.int()),
  byVerdict: z.partialRecord(VerdictKind.or(z.literal('none')), z.int()),
  byNetwork: z.partialRecord(NodeNetwork.shape.type.or(z.literal('none')), z.int()),
  /** The most frequent first. */
  byCountry: z.array(z.object({ country: z.string().nullable(), nodes: z.int() })),
})
export type NodeCounts = z.infer<typeof NodeCounts>
export const countNodes = endpoint({
  method: 'GET',
  path: '/api/node-counts',
  can: ['read', 'Node'],
  summary: 'How many nodes fit, and of which kinds they are',
  query: NodeFilter,
  answer: z.object({ counts: NodeCounts }),
})
export const getNode = endpoint({
  method: 'GET',
  path: '/api/nodes/:id',
  can: ['read', 'Node'],
  summary: 'One node',
  params: byId,
  answer: z.object({ node: Node }),
})

export const NodeHistory = z.object({
  /** A row a change or ten minutes, oldest first. */
  states: z.array(
    z.object({
      at: Time,
      battery: Battery.nullable(),
      network: NodeNetwork.nullable(),
      resting: RestReason.nullable(),
    }),
  ),
  /** When it was there, newest first; `left` is null while it is, or when nobody saw it go. */
  visits: z.array(
    z.object({
      from: Time,
      to: Time.nullable(),
      edge: z.string(),
      address: z.string().nullable(),
      left: z.string().nullable(),
    }),
  ),
  /** Each time the verdict or the score changed, newest first. */
  checks: z.array(
    z.object({ at: Time, verdict: VerdictKind, suspicion: z.int(), score: z.int(), asn: z.int().nullable() }),
  ),
})
export type NodeHistory = z.infer<typeof NodeHistory>
export const getNodeHistory = endpoint({
  method: 'GET',
  path: '/api/nodes/:id/history',
  can: ['read', 'Node'],
  summary: 'Battery, network, visits and checks of a node',
  params: byId,
  query: z.object({
    hours: z.coerce
      .number()
      .int()
      .min(1)
      .max(Limits.nodeHistoryDays * 24)
      .default(24),
  }),
  answer: z.object({ history: NodeHistory }),
})

const Reason = z.string().trim().max(500).default('')
const decision = <const V extends 'approve' | 'reject' | 'suspend'>(verb: V, summary: string) =>
  endpoint({
    method: 'POST',
    path: `/api/nodes/:id/${verb}`,
    can: ['update', 'Node'],
    summary,
    params: byId,
    body: z.object({ reason: Reason }),
    answer: z.object({ node: Node }),
  })
export const approveNode = decision(
  'approve',
  'Let a node carry traffic, within a second and without reconnecting',
)
export const rejectNode = decision('reject', 'Turn a device away for good')
export const suspendNode = decision(
  'suspend',
  'Take a node out: its sessions end within a second; it stays connected',
)
export const decideNodes = endpoint({
  method: 'POST',
  path: '/api/nodes/decide',
  can: ['update', 'Node'],
  summary: 'Approve, reject or suspend several nodes at once; each is one entry of the audit log',
  body: z.object({
    ids: z.array(Id).min(1).max(Limits.nodesDecide),
    status: NodeStatus.exclude(['pending']),
    reason: Reason,
  }),
  /** Those that do not exist any more are left out. */
  answer: z.object({ decided: z.array(Id) }),
})
export const updateNode = endpoint({
  method: 'PATCH',
  path: '/api/nodes/:id',
  can: ['update', 'Node'],
  summary: 'Rename a node, change its own rules; a rule that it inherits again is named in `inherit`',
  params: byId,
  body: z
    .object({
      name: PersonName,
      policy: PolicyPatch,
      inherit: z.array(z.enum(Object.keys(NodePolicy.shape) as (keyof NodePolicy)[])).max(20),
    })
    .partial()
    .refine(b => Object.keys(b).length > 0, 'at least one field'),
  answer: z.object({ node: Node }),
})

// What holds for all
export const getPolicy = endpoint({
  method: 'GET',
  path: '/api/node-policy',
  can: ['read', 'Node'],
  summary: 'The rules of every node that has none of its own and none of its provider',
  answer: z.object({ policy: NodePolicy }),
})
export const updatePolicy = endpoint({
  method: 'PATCH',
  path: '/api/node-policy',
  can: ['update', 'Provider'],
  summary: 'Change the rules of every node that has none of its own and none of its provider',
  body: PolicyPatch.refine(b => Object.keys(b).length > 0, 'at least one rule'),
  answer: z.object({ policy: NodePolicy }),
})

// Where places come from
const Database = z.object({
  /** Null: none is loaded. */
  loaded: z
    .object({
      /** What the file says of itself: its type, and when it was made. */
      type: z.string(),
      builtAt: Time,
      attribution: z.object({ text: z.string(), url: z.string() }).nullable(),
    })
    .nullable(),
  /** What is wrong with the file that should be loaded; the one before goes on being used. */
  fault: z.string().nullable(),
})
export const Geo = z.object({ city: Database, asn: Database })
export type Geo = z.infer<typeof Geo>
export const getGeo = endpoint({
  method: 'GET',
  path: '/api/geo',
  can: ['read', 'Node'],
  summary: 'The GeoIP databases in use, and whom they are owed to',
  answer: z.object({ geo: Geo }),
})
