import { median } from '../report.ts'
import { load } from './load.ts'

export type Peer = { name: string; port: number; cookie: string; cpuSeconds(): number }
export type Comparison = {
  name: string
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  cpuMicros: number
}
type Plan = { rounds: number; seconds: number; connections: number }

/** A B C A B C …, and the median of each: whatever slows the machine for a while slows all of them. */
export async function compare(peers: Peer[], plan: Plan): Promise<Comparison[]> {
  const runs = new Map(peers.map(peer => [peer.name, [] as Comparison[]]))
  for (const peer of peers) await load(peer, { ...plan, seconds: 1 }) // warm up
  for (let round = 0; round < plan.rounds; round++) {
    for (const peer of peers) {
      const before = peer.cpuSeconds()
      const { requests, seconds, p50Ms, p99Ms } = await load(peer, plan)
      runs.get(peer.name)!.push({
        name: peer.name,
        requestsPerSecond: requests / seconds,
        p50Ms,
        p99Ms,
        cpuMicros: ((peer.cpuSeconds() - before) * 1e6) / requests,
      })
    }
  }
  return [...runs].map(([name, list]) => ({
    name,
    requestsPerSecond: median(list.map(r => r.requestsPerSecond)),
    p50Ms: median(list.map(r => r.p50Ms)),
    p99Ms: median(list.map(r => r.p99Ms)),
    cpuMicros: median(list.map(r => r.cpuMicros)),
  }))
}
