import type { z } from 'zod'
import type { Battery, NodeNetwork, NodeStatus } from '#protocol/node.ts'
import type { RestReason } from '#protocol/policy.ts'
import type { NodeHistory } from '#protocol/rest/nodes.ts'
import type { Point } from '#protocol/trust/distance.ts'
import type { ReportOf } from '#protocol/trust/report.ts'
import type { Score } from '#protocol/trust/score.ts'
import type { Seen } from '#protocol/trust/seen.ts'
import type { SelfTest } from '#protocol/trust/self-test.ts'
import type { Verdict, VerdictKind } from '#protocol/trust/verdict.ts'
import type { DevicePath } from '#protocol/tunnel.ts'
import type { Place } from '#protocol/directory.ts'
import { allById } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'
import { idArray, toInet, toJson } from '../values.ts'

/** All that a node is judged by, as it is written. */
export type EvidenceRow = {
  id: string
  name: string
  status: NodeStatus
  stated: Partial<Place>
  scoreWas: number | null
  suspicionWas: number
  verdictWas: VerdictKind | null
  network: 'wifi' | 'cellular' | 'ethernet' | null
  tunnel: string | null
  exit: string | null
  at: Date | null
  rttMs: number | null
  bytesPerSecond: number | null
  timeZone: string | null
  path: DevicePath | null
  edgePlace: Point | null
  accepted: string[]
  opened: number
  failed: number
  onlineSeconds: number
  lifeSeconds: number
  losses: number
  battery: number | null
  earlier: {
    at: number
    asn: number | null
    country: string | null
    lat: number | null
    lon: number | null
  }[]
}
export type Judged = {
  verdict: Verdict
  score: Score
  /** The one that routing goes by: small moves are left out. */
  points: number
  place: Place
  networkName: string | null
  /** The public one that it leaves from. */
  address: string | null
  tunnel: Seen | null
  exit: Seen | null
  /** Worth a row of history. */
  news: boolean
}
export type Homes = {
  nodes: number
  passed: number
  failed: number
  unclear: number
  overdue: number
  oldest: Date | null
  newest: Date | null
}

const sql = statements('checks', {
  came: ['node', 'at', 'edge', 'address', 'asn', 'country', 'lat', 'lon'],
  left: ['node', 'at', 'edge', 'reason'],
  vanished: ['nodes', 'before'],
  state: [
    ...(['node', 'at', 'level', 'charging', 'temperature', 'network', 'generation'] as const),
    ...(['metered', 'signal', 'resting'] as const),
  ],
  tested: ['node', 'at', 'result', 'test', 'tries'],
  measured: [
    ...([
      'node',
      'at',
      'tunnel',
      'exit',
      'exitFault',
      'rttMs',
      'bytesPerSecond',
      'timeZone',
      'path',
    ] as const),
    ...(['edgePlace', 'opened', 'failed'] as const),
  ],
  evidence: ['node'],
  onAddress: ['address', 'node'],
  neighbours: ['address', 'limit'],
  judged: [
    ...(['node', 'verdict', 'suspicion', 'score', 'country', 'city', 'lat', 'lon', 'asn'] as const),
    ...(['networkName', 'address', 'news', 'verdictJson', 'scoreJson', 'tunnel', 'exit'] as const),
  ],
  states: ['node', 'since', 'limit'],
  visits: ['node', 'since', 'limit'],
  verdicts: ['node', 'since', 'limit'],
  homes: ['overdueMs'],
  unjudged: ['unknown', 'after', 'limit'],
})
const historyRows = 10_000

/** What edges saw of nodes, and what was made of it. Each report may come twice. */
export const checks = (run: Run) => ({
  async came({ node, at, edge, tunnel }: ReportOf<'came'>, seen: Seen): Promise<void> {
    const { asn, country, lat, lon } = seen
    const address = toInet(tunnel)
    await run.count(sql.came, { node, at: new Date(at), edge, address, asn, country, lat, lon })
  },
  async left({ node, at, edge, reason }: ReportOf<'left'>): Promise<void> {
    await run.count(sql.left, { node, at: new Date(at), edge, reason })
  },
  /** They are not there any more, and nobody said so; those that came since then stay. */
  vanished: (nodes: readonly string[], before: Date): Promise<number> =>
    run.count(sql.vanished, { nodes: idArray(nodes), before }),
  async state({ node, at, battery, network, resting }: ReportOf<'state'>): Promise<void> {
    await run.count(sql.state, {
      ...{ node, at: new Date(at), resting },
      ...{ level: battery?.level ?? null, charging: battery?.charging ?? null },
      ...{ temperature: battery?.temperature ?? null, network: network?.type ?? null },
      ...{ generation: network?.generation ?? null, metered: network?.metered ?? null },
      signal: network?.signal ?? null,
    })
  },
  /** Null when there is no such node. */
  tested: (node: string, { tries, ...test }: SelfTest): Promise<{ id: string; name: string } | null> =>
    run.maybe(
      sql.tested,
      { node, at: new Date(test.at), result: test.result, test: toJson(test), tries: toJson(tries) },
      (row: { id: string; name: string }) => row,
    ),
  async measured(it: ReportOf<'measured'>): Promise<void> {
    await run.count(sql.measured, {
      ...{ node: it.node, at: new Date(it.at), tunnel: toInet(it.tunnel), exit: toInet(it.exit) },
      ...{
        exitFault: it.exitFault,
        rttMs: it.rttMs,
        bytesPerSecond: it.bytesPerSecond,
        timeZone: it.timeZone,
      },
      ...{ path: it.path && toJson(it.path), edgePlace: it.from && toJson(it.from) },
      ...{ opened: it.opened, failed: it.failed },
    })
  },
  /** In a transaction: the node is held until it is judged. */
  evidence: (node: string): Promise<EvidenceRow | null> =>
    run.maybe(sql.evidence, { node }, (row: EvidenceRow) => row),
  /** Other nodes that leave from there now. */
  onAddress: (address: string, node: string) =>
    run.one(sql.onAddress, { address, node }, (row: { nodes: number; fresh: boolean }) => row),
  neighbours: (address: string, limit: number): Promise<string[]> =>
    run.many(sql.neighbours, { address, limit }, (row: { id: string }) => row.id),
  /** Whether something of it has changed that edges may know. */
  judged: (node: string, it: Judged): Promise<boolean> =>
    run.one(
      sql.judged,
      {
        ...{ node, verdict: it.verdict.kind, suspicion: it.verdict.suspicion, score: it.points, ...it.place },
        ...{ networkName: it.networkName, address: it.address, news: it.news },
        ...{ verdictJson: toJson(it.verdict), scoreJson: toJson(it.score) },
        ...{ tunnel: it.tunnel && toJson(it.tunnel), exit: it.exit && toJson(it.exit) },
      },
      (row: { told: boolean }) => row.told,
    ),
  async history(node: string, since: Date): Promise<NodeHistory> {
    const asked = { node, since, limit: historyRows }
    const [states, visits, verdicts] = await Promise.all([
      run.many(sql.states, asked, toState),
      run.many(sql.visits, asked, toVisit),
      run.many(sql.verdicts, asked, toVerdict),
    ])
    return { states, visits, checks: verdicts }
  },
  homes: (overdueMs: number): Promise<Homes> => run.one(sql.homes, { overdueMs }, (row: Homes) => row),
  /** Those of which other databases of places might say something else, or only those that nothing is known of; some at a time. */
  async *unjudged({ unknown, limit = 500 }: { unknown: boolean; limit?: number }): AsyncGenerator<string[]> {
    const pages = allById(limit, after =>
      run.many(sql.unjudged, { unknown, after, limit }, (row: { id: string }) => row),
    )
    for await (const rows of pages) yield rows.map(row => row.id)
  },
})

type StateRow = {
  at: Date
  level: number | null
  charging: boolean | null
  temperature: number | null
  network: z.infer<typeof NodeNetwork>['type'] | null
  generation: string | null
  metered: boolean | null
  signal: number | null
  resting: RestReason | null
}
function toState(row: StateRow): NodeHistory['states'][number] {
  const { level, charging, temperature, network, generation, metered, signal, resting } = row
  const battery: z.infer<typeof Battery> | null = charging === null ? null : { level, charging, temperature }
  return {
    at: row.at.toISOString(),
    battery,
    network: network && { type: network, generation, metered: metered ?? false, signal },
    resting,
  }
}
type VisitRow = { from: Date; to: Date | null; edge: string; address: string | null; left: string | null }
const toVisit = ({ from, to, ...rest }: VisitRow) => ({
  ...rest,
  from: from.toISOString(),
  to: to?.toISOString() ?? null,
})
type VerdictRow = { at: Date; verdict: VerdictKind; suspicion: number; score: number; asn: number | null }
const toVerdict = ({ at, ...rest }: VerdictRow) => ({ ...rest, at: at.toISOString() })
