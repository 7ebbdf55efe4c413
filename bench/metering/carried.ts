import { randomUUID } from 'node:crypto'
import type { UsageBatch } from '#protocol/usage.ts'

/** Who carries: every session some bytes each second, the same to each design. */
export type Shape = {
  sessions: number
  accounts: number
  /** Of all accounts together. */
  proxyUsers: number
  nodes: number
  edges: number
}
export type Session = UsageBatch['sessions'][number]
export type EdgeSessions = { edge: string; epoch: string; sessions: Session[] }

const countries = ['us', 'de', 'uz', 'in', 'br', 'gb', 'fr', 'jp', 'kz', 'pl']

export function carrying(shape: Shape): EdgeSessions[] {
  const ids = (count: number) => Array.from({ length: count }, () => randomUUID())
  const [accounts, proxyUsers, nodes, providers] = [
    ids(shape.accounts),
    ids(shape.proxyUsers),
    ids(shape.nodes),
    ids(4),
  ]
  const edges = Array.from({ length: shape.edges }, (_, i) => ({
    ...{ edge: `edge-${i + 1}`, epoch: randomUUID(), sessions: [] as Session[] },
  }))
  for (let i = 0; i < shape.sessions; i++) {
    const proxyUser = i % shape.proxyUsers
    // Sessions of one proxy user are on different nodes.
    const node = (i * 7 + Math.floor(i / shape.proxyUsers)) % shape.nodes
    edges[Math.floor((i * shape.edges) / shape.sessions)]!.sessions.push({
      id: randomUUID(),
      account: accounts[proxyUser % shape.accounts]!,
      proxyUser: proxyUsers[proxyUser]!,
      node: nodes[node]!,
      provider: providers[node % providers.length]!,
      country: countries[node % countries.length]!,
    })
  }
  return edges
}

/** What the `i`th session of an edge carried in a second. */
export const upIn = (i: number, second: number) => 100 + ((i * 31 + second * 17) % 1_000)
export const downIn = (i: number, second: number) => 10_000 + ((i * 131 + second * 57) % 100_000)

/** As an edge makes it of its spool: the seconds from `first` on, added up by minutes. */
export function batchOf(of: EdgeSessions, seq: number, first: number, seconds: number): UsageBatch {
  const minutes = new Map<number, number[]>()
  for (let second = first; second < first + seconds; second++) {
    const minute = Math.floor(second / 60)
    let rows = minutes.get(minute)
    if (!rows) minutes.set(minute, (rows = of.sessions.flatMap((_, i) => [i, 0, 0])))
    for (let i = 0; i < of.sessions.length; i++) {
      rows[i * 3 + 1]! += upIn(i, second)
      rows[i * 3 + 2]! += downIn(i, second)
    }
  }
  return {
    ...{ v: 1, edge: of.edge, epoch: of.epoch, seq, sessions: of.sessions },
    minutes: [...minutes].map(([minute, rows]) => ({ minute, rows })),
  }
}
