import type { LiveNode } from '#protocol/live/nodes.ts'
import { fitsFilter, type NodeFilter, type NodeSort } from '#protocol/node-filter.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import type { Node, NodeCounts } from '#protocol/rest/nodes.ts'

const models = ['Pixel 9', 'Galaxy A55', 'Redmi 13', 'Moto G84', 'iPhone 15', 'Xperia 10']
const provider = { id: '00000000-0000-4000-8000-0000000000aa', name: 'Sam’s devices', stopped: false }

/** A live node as the list has it. */
export function restNode(node: LiveNode, n: number): Node {
  const { id, country, city, lat, lon, asn } = node
  return {
    id,
    name: nameOf(n),
    provider,
    status: node.status,
    policy: defaultPolicy,
    ownPolicy: {},
    place: { country, city, lat, lon, asn },
    agent: { version: '1.4.0', platform: 'android', model: models[n % models.length]!, osVersion: '15' },
    fingerprint: id.slice(0, 8),
    enrolledAt: new Date(Date.UTC(2026, 9, 1) + n * 1_000).toISOString(),
    seenAt: new Date(node.since).toISOString(),
    decided: null,
    checks: {
      at: null,
      verdict: node.verdict && { kind: node.verdict, suspicion: 0, signals: [], unknown: null },
      score: node.score === null ? null : { points: node.score, parts: [], cap: null },
      tunnel: null,
      exit: null,
      exitFault: null,
      rttMs: 40,
      bytesPerSecond: 4e6,
      timeZone: null,
      mtu: null,
      selfTest: null,
    },
    live: {
      edge: node.edge,
      online: node.online,
      since: node.since,
      battery: { level: node.battery, charging: node.charging ?? false, temperature: null },
      network: node.network && {
        type: node.network,
        generation: node.generation,
        metered: false,
        signal: null,
      },
      sessions: node.sessions,
      up: node.up,
      down: node.down,
    },
  }
}
const nameOf = (n: number) => `${models[n % models.length]!} ${String(n).padStart(5, '0')}`

export type Row = readonly [n: number, node: LiveNode]
const wholeText = ([n, node]: Row) => `${nameOf(n)} ${node.city} ${node.id} ${provider.name}`.toLowerCase()

export const fitting = (rows: readonly Row[], filter: NodeFilter): Row[] =>
  rows.filter(
    row =>
      fitsFilter(row[1], filter) && (!filter.search || wholeText(row).includes(filter.search.toLowerCase())),
  )

export function sorted(rows: Row[], sort: NodeSort): Row[] {
  const by: Record<string, (row: Row) => number | string> = {
    newest: ([n]) => -n,
    name: ([n]) => nameOf(n),
    score: row => -(row[1].score ?? -1),
    battery: row => -(row[1].battery ?? -1),
    seen: row => -row[1].since,
    suspicion: ([n]) => n % 100,
  }
  const of = by[sort.replace('-', '')]!
  const sign = sort.startsWith('-') ? -1 : 1
  const keyed = rows.map(row => ({ row, key: of(row) }))
  keyed.sort((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : a.row[0] - b.row[0]))
  return keyed.map(it => it.row)
}

export function countsOf(rows: readonly Row[]): NodeCounts {
  const countries = new Map<string | null, number>()
  for (const [, { country }] of rows) countries.set(country, (countries.get(country) ?? 0) + 1)
  return {
    total: rows.length,
    online: rows.filter(([, node]) => node.online).length,
    byStatus: {},
    byVerdict: {},
    byNetwork: {},
    byCountry: [...countries].sort((a, b) => b[1] - a[1]).map(([country, nodes]) => ({ country, nodes })),
  }
}
