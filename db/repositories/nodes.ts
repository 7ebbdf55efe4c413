import type { z } from 'zod'
import type { Place } from '#protocol/directory.ts'
import type { NodeFilter, NodeSort } from '#protocol/node-filter.ts'
import type { NodeStatus } from '#protocol/node.ts'
import type { NodePolicy, PolicyPatch } from '#protocol/policy.ts'
import type { Page } from '#protocol/rest/endpoint.ts'
import type { NodeChecks, NodeCounts } from '#protocol/rest/nodes.ts'
import type { SelfTry } from '#protocol/trust/self-test.ts'
import type { AgentFacts } from '#protocol/tunnel.ts'
import { afterId, type Paging, toPage } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'
import { idArray, toJson } from '../values.ts'

type Policy = z.infer<typeof PolicyPatch>
export type Node = {
  id: string
  name: string
  provider: { id: string; name: string; stopped: boolean }
  status: NodeStatus
  policy: NodePolicy
  ownPolicy: Policy
  place: Place
  agent: AgentFacts
  publicKey: string
  enrolledAt: Date
  seenAt: Date | null
  decided: { at: Date; by: string | null; reason: string } | null
  checks: Omit<NodeChecks, 'at'> & { at: Date | null }
}
type Listing = Paging & NodeFilter & { sort?: NodeSort; skip?: number }

const filter = [
  ...(['search', 'status', 'online', 'provider', 'country', 'network', 'verdict'] as const),
  ...(['batteryFrom', 'batteryTo', 'scoreFrom', 'scoreTo'] as const),
] as const
const sql = statements('nodes', {
  list: [...filter, 'after', 'order', 'skip', 'limit'],
  count: filter,
  byId: ['id'],
  decide: ['ids', 'status', 'by', 'reason', 'only'],
  update: ['id', 'name', 'policy', 'inherit'],
  touch: ['provider'],
  policy: [],
  setPolicy: ['policy'],
  online: [],
})

/** Each has an index. What is not known comes last, whichever way. */
const orders: Record<NodeSort, string> = {
  newest: 'n.id desc',
  '-newest': 'n.id',
  name: 'n.name_key, n.id',
  '-name': 'n.name_key desc, n.id desc',
  score: 'n.score desc nulls last, n.id desc',
  '-score': 'n.score, n.id',
  battery: 'n.battery desc nulls last, n.id desc',
  '-battery': 'n.battery, n.id',
  seen: 'n.seen_at desc nulls last, n.id desc',
  '-seen': 'n.seen_at nulls first, n.id',
  suspicion: 'n.suspicion desc, n.id desc',
  '-suspicion': 'n.suspicion, n.id',
}
/** A cursor that is a place in the list: of rows that move while they are sorted by what changes. */
const placeCursor = /^@(\d{1,9})$/

export const nodes = (run: Run) => ({
  /** Newest first, unless sorted. */
  async list({ sort = 'newest', ...listing }: Listing): Promise<Page<Node>> {
    const { limit, after } = listing
    const stands = after !== undefined && placeCursor.exec(Buffer.from(after, 'base64url').toString())
    const skip = stands ? Number(stands[1]) : (listing.skip ?? 0)
    const byId = sort === 'newest' && skip === 0
    const values = {
      ...valuesOf(listing),
      ...{ order: orders[sort], skip, limit, after: byId ? afterId(listing, 'uuid') : null },
    }
    const rows = await run.many(sql.list, values, toNode)
    if (byId) return toPage(rows, listing)
    const next = rows.length > limit ? Buffer.from(`@${skip + limit}`).toString('base64url') : null
    return { items: rows.slice(0, limit), next }
  },
  async count(wanted: NodeFilter): Promise<NodeCounts> {
    const rows = await run.many(sql.count, valuesOf(wanted), (row: CountRow) => row)
    return toCounts(rows)
  },
  byId: (id: string): Promise<Node | null> => run.maybe(sql.byId, { id }, toNode),
  /** Those that there are; of `only` a status, those that have it. `by` null: the checks decide. */
  decide: (
    ids: readonly string[],
    decision: { status: NodeStatus; by: string | null; reason: string; only?: NodeStatus },
  ): Promise<{ id: string; name: string }[]> =>
    run.many(
      sql.decide,
      { ids: idArray(ids), only: null, ...decision },
      (row: { id: string; name: string }) => row,
    ),
  async update(
    id: string,
    patch: {
      name?: string | undefined
      policy?: Policy | undefined
      inherit?: readonly string[] | undefined
    },
  ): Promise<boolean> {
    const { name = null, policy, inherit = [] } = patch
    const values = { id, name, policy: policy ? toJson(policy) : null, inherit }
    return (await run.count(sql.update, values)) > 0
  },
  /** Edges are told anew of all nodes, or of a provider's. */
  touch: (provider: string | null): Promise<number> => run.count(sql.touch, { provider }),
  policy: (): Promise<NodePolicy> => run.one(sql.policy, {}, (row: { policy: NodePolicy }) => row.policy),
  setPolicy: (policy: Policy): Promise<NodePolicy> =>
    run.one(sql.setPolicy, { policy: toJson(policy) }, (row: { policy: NodePolicy }) => row.policy),
  /** Those that are there, as far as is written. */
  online: (): Promise<string[]> => run.many(sql.online, {}, (row: { id: string }) => row.id),
})

function valuesOf(wanted: NodeFilter) {
  const { search, online, status = null, provider = null, country = null, network = null } = wanted
  const { verdict = null, batteryFrom = null, batteryTo = null, scoreFrom = null, scoreTo = null } = wanted
  return {
    ...{ search: search || null, online: online === undefined ? null : online === 'true', status, provider },
    ...{ country, network, verdict, batteryFrom, batteryTo, scoreFrom, scoreTo },
  }
}

type CountRow = {
  status: NodeStatus | null
  verdict: Node['checks']['verdict'] extends infer V
    ? V extends { kind: infer K }
      ? K | null
      : never
    : never
  network: 'wifi' | 'cellular' | 'ethernet' | null
  country: string | null
  online: boolean | null
  /** Which columns are not of the group: a bit each, the last column's is the lowest. */
  of: number
  nodes: number
}
const groupOf = { status: 0b01111, verdict: 0b10111, network: 0b11011, country: 0b11101, online: 0b11110 }
function toCounts(rows: readonly CountRow[]): NodeCounts {
  const counts: NodeCounts = {
    total: 0,
    online: 0,
    byStatus: {},
    byVerdict: {},
    byNetwork: {},
    byCountry: [],
  }
  for (const row of rows) {
    if (row.of === groupOf.status) {
      counts.total += row.nodes
      counts.byStatus[row.status!] = row.nodes
    } else if (row.of === groupOf.verdict) counts.byVerdict[row.verdict ?? 'none'] = row.nodes
    else if (row.of === groupOf.network) counts.byNetwork[row.network ?? 'none'] = row.nodes
    else if (row.of === groupOf.country) counts.byCountry.push({ country: row.country, nodes: row.nodes })
    else if (row.online) counts.online = row.nodes
  }
  return counts
}

type Row = Omit<Node, 'provider' | 'place' | 'decided' | 'checks'> &
  Place &
  Omit<NodeChecks, 'at'> & {
    providerId: string
    providerName: string
    providerStopped: boolean
    decidedAt: Date | null
    decidedBy: string | null
    decidedReason: string | null
    checkedAt: Date | null
    /** Not in lists. */
    selfTries?: SelfTry[] | null
  }
const toNode = (row: Row): Node => ({
  id: row.id,
  name: row.name,
  provider: { id: row.providerId, name: row.providerName, stopped: row.providerStopped },
  status: row.status,
  policy: row.policy,
  ownPolicy: row.ownPolicy,
  place: { country: row.country, city: row.city, lat: row.lat, lon: row.lon, asn: row.asn },
  agent: row.agent,
  publicKey: row.publicKey,
  enrolledAt: row.enrolledAt,
  seenAt: row.seenAt,
  decided: row.decidedAt && { at: row.decidedAt, by: row.decidedBy, reason: row.decidedReason ?? '' },
  checks: {
    ...{ at: row.checkedAt, verdict: row.verdict, score: row.score, tunnel: row.tunnel, exit: row.exit },
    ...{ exitFault: row.exitFault, rttMs: row.rttMs, bytesPerSecond: row.bytesPerSecond },
    ...{ timeZone: row.timeZone, mtu: row.mtu },
    selfTest: row.selfTest && { ...row.selfTest, tries: row.selfTries ?? [] },
  },
})
