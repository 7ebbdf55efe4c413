import type { Place } from '#protocol/directory.ts'
import type { NodeStatus } from '#protocol/node.ts'
import type { NodePolicy } from '#protocol/policy.ts'
import type { Page } from '#protocol/rest/endpoint.ts'
import type { AgentFacts } from '#protocol/tunnel.ts'
import { afterId, type Paging, toPage } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'
import { toJson } from '../values.ts'

export type Node = {
  id: string
  name: string
  provider: { id: string; name: string }
  status: NodeStatus
  policy: NodePolicy
  place: Place
  agent: AgentFacts
  publicKey: string
  enrolledAt: Date
  decided: { at: Date; by: string | null; reason: string } | null
}
type Filter = Paging & {
  status?: NodeStatus | undefined
  provider?: string | undefined
  country?: string | undefined
  search?: string | undefined
}

const sql = statements('nodes', {
  list: ['status', 'provider', 'country', 'search', 'after', 'limit'],
  byId: ['id'],
  decide: ['id', 'status', 'by', 'reason'],
  update: ['id', 'name', 'policy'],
})

export const nodes = (run: Run) => ({
  /** Newest first. */
  async list(filter: Filter): Promise<Page<Node>> {
    const { status = null, provider = null, country = null, search, limit } = filter
    const values = {
      status,
      provider,
      country,
      search: search || null,
      after: afterId(filter, 'uuid'),
      limit,
    }
    return toPage(await run.many(sql.list, values, toNode), filter)
  },
  byId: (id: string): Promise<Node | null> => run.maybe(sql.byId, { id }, toNode),
  decide: (id: string, status: NodeStatus, by: string, reason: string): Promise<Node | null> =>
    run.maybe(sql.decide, { id, status, by, reason }, toNode),
  update: (id: string, patch: { name?: string | undefined; policy?: Record<string, unknown> | undefined }) =>
    run.maybe(
      sql.update,
      { id, name: patch.name ?? null, policy: patch.policy ? toJson(patch.policy) : null },
      toNode,
    ),
})

type Row = Omit<Node, 'provider' | 'place' | 'decided'> &
  Place & {
    providerId: string
    providerName: string
    decidedAt: Date | null
    decidedBy: string | null
    decidedReason: string | null
  }
const toNode = (row: Row): Node => {
  const {
    providerId,
    providerName,
    country,
    city,
    lat,
    lon,
    asn,
    decidedAt,
    decidedBy,
    decidedReason,
    ...rest
  } = row
  return {
    ...rest,
    provider: { id: providerId, name: providerName },
    place: { country, city, lat, lon, asn },
    decided: decidedAt && { at: decidedAt, by: decidedBy, reason: decidedReason ?? '' },
  }
}
