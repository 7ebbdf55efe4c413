import { z } from 'zod'
import { Id } from './person.ts'
import { VerdictKind } from './trust/verdict.ts'

export const nodeStatuses = ['pending', 'approved', 'suspended', 'rejected'] as const
export const NodeStatus = z.enum(nodeStatuses)
export type NodeStatus = z.infer<typeof NodeStatus>

export const Battery = z.object({
  level: z.number().min(0).max(1).nullable(),
  charging: z.boolean(),
  temperature: z.number().nullable(),
})
export const NodeNetwork = z.object({
  type: z.enum(['wifi', 'cellular', 'ethernet']),
  generation: z.string().max(10).nullable(),
  metered: z.boolean(),
  signal: z.number().nullable(),
})

/** A node as its edge knows it: kept in the hash `node:<id>`, and said on `nodes` when it changes. */
export const NodeState = z.object({
  id: Id,
  edge: z.string().min(1).max(120),
  status: NodeStatus,
  online: z.boolean(),
  /** When it came or went, in ms. */
  since: z.int(),
  country: z.string().length(2).nullable(),
  city: z.string().max(120).nullable(),
  lat: z.number().min(-90).max(90).nullable(),
  lon: z.number().min(-180).max(180).nullable(),
  asn: z.int().nonnegative().nullable(),
  battery: Battery.nullable(),
  network: NodeNetwork.nullable(),
  score: z.number().min(0).max(100).nullable(),
  /** Null: not judged yet, or told by an edge that does not say it. */
  verdict: VerdictKind.nullable().default(null),
  /** When it was said, in ms by Redis's clock: an older word does not replace a newer one. */
  at: z.int(),
})
export type NodeState = z.infer<typeof NodeState>

/** One edge tells of several of its nodes at once. */
export const NodesSaid = z.object({ edge: z.string().min(1).max(120), nodes: z.array(NodeState).max(1_000) })
export type NodesSaid = z.infer<typeof NodesSaid>
