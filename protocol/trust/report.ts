import { z } from 'zod'
import { Battery, NodeNetwork } from '../node.ts'
import { Id } from '../person.ts'
import { RestReason } from '../policy.ts'
import { DevicePath } from '../tunnel.ts'
import { SelfTry } from './self-test.ts'

// edge --(what it saw of a node)--> stream `nodes:reports` --(group `hub`)--> one of the hubs --> PostgreSQL, verdict, score

const ofNode = { node: Id, edge: z.string().min(1).max(120), at: z.int() }
const address = z.string().max(45)

/** What an edge saw of one of its nodes: each is handled once, by one hub, and harmless when it comes twice. */
export const NodeReport = z.discriminatedUnion('kind', [
  /** It has a tunnel again. */
  z.object({ kind: z.literal('came'), ...ofNode, tunnel: address }),
  /** Measured through its tunnel: at once when it came, then every few minutes. */
  z.object({
    kind: z.literal('measured'),
    ...ofNode,
    tunnel: address,
    /** Where its connection to the edge's own echo came from; null: it did not come. */
    exit: address.nullable(),
    /** Why not, as the device answered: `forbidden`, `lost`, … */
    exitFault: z.string().max(40).nullable(),
    rttMs: z.number().nonnegative().nullable(),
    /** Of what the echo sent through it; a lower bound, since it is short. */
    bytesPerSecond: z.int().nonnegative().nullable(),
    /** Where this edge is, when it has been told. */
    from: z.object({ lat: z.number(), lon: z.number() }).nullable(),
    timeZone: z.string().max(64).nullable(),
    path: DevicePath.nullable(),
    network: NodeNetwork.nullable(),
    /** Connections of customers since the last measurement: those it opened, and those that failed by its fault. */
    opened: z.int().nonnegative(),
    failed: z.int().nonnegative(),
  }),
  /** A row of history: something changed, or ten minutes have passed. */
  z.object({
    kind: z.literal('state'),
    ...ofNode,
    battery: Battery.nullable(),
    network: NodeNetwork.nullable(),
    resting: RestReason.nullable(),
  }),
  z.object({ kind: z.literal('left'), ...ofNode, reason: z.string().max(40) }),
  z.object({ kind: z.literal('tested'), ...ofNode, tries: z.array(SelfTry).max(100) }),
])
export type NodeReport = z.infer<typeof NodeReport>
export type ReportOf<K extends NodeReport['kind']> = Extract<NodeReport, { kind: K }>
