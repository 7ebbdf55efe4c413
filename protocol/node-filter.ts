import { z } from 'zod'
import { Id } from './person.ts'
import { NodeNetwork, NodeStatus } from './node.ts'
import { VerdictKind } from './trust/verdict.ts'
import type { LiveNode } from './live/nodes.ts'

const share = z.coerce.number().min(0).max(1)
const points = z.coerce.number().int().min(0).max(100)

/** Which nodes: the same words in the list's query, in the map's filters and in an address that is shared. */
export const NodeFilter = z.object({
  search: z.string().trim().max(80).optional(),
  status: NodeStatus.optional(),
  /** `false` also finds those that were never there. */
  online: z.enum(['true', 'false']).optional(),
  provider: Id.optional(),
  country: z
    .string()
    .length(2)
    .transform(it => it.toLowerCase())
    .optional(),
  network: NodeNetwork.shape.type.optional(),
  verdict: VerdictKind.optional(),
  /** 0..1; a device without a battery fits none of them. */
  batteryFrom: share.optional(),
  batteryTo: share.optional(),
  scoreFrom: points.optional(),
  scoreTo: points.optional(),
})
export type NodeFilter = z.infer<typeof NodeFilter>

export const nodeSorts = ['newest', 'name', 'score', 'battery', 'seen', 'suspicion'] as const
/** `-` before it turns it round. */
export const NodeSort = z.enum([...nodeSorts, ...nodeSorts.map(it => `-${it}` as const)])
export type NodeSort = z.infer<typeof NodeSort>

/** What a live node can say by itself; text and provider are the hub's to look up. */
export function fitsFilter(
  node: Pick<LiveNode, 'status' | 'online' | 'country' | 'network' | 'verdict' | 'battery' | 'score'>,
  f: NodeFilter,
): boolean {
  const within = (value: number | null, from: number | undefined, to: number | undefined) =>
    (from === undefined && to === undefined) ||
    (value !== null && value >= (from ?? -Infinity) && value <= (to ?? Infinity))
  return (
    (f.status === undefined || node.status === f.status) &&
    (f.online === undefined || node.online === (f.online === 'true')) &&
    (f.country === undefined || node.country?.toLowerCase() === f.country) &&
    (f.network === undefined || node.network === f.network) &&
    (f.verdict === undefined || node.verdict === f.verdict) &&
    within(node.battery, f.batteryFrom, f.batteryTo) &&
    within(node.score, f.scoreFrom, f.scoreTo)
  )
}
