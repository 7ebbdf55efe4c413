import { type LiveNode, toColumns } from '#protocol/live/nodes.ts'
import { verdictKinds } from '#protocol/trust/verdict.ts'
import { randomId, seededRandom } from '../live/edge.ts'
import { cities } from './cities.ts'

/** So many nodes as a seed has them, and what changes of them from second to second. */
export function imagineNodes({ count, seed = 1 }: { count: number; seed?: number }) {
  const random = seededRandom(seed)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  const drawn = cities.flatMap(city => Array.from({ length: city.weight }, () => city))
  const chance = (share: number) => random() < share
  const scored = () => Math.round(100 - 75 * random() ** 2.2)
  const begun = Date.UTC(2026, 10, 27)

  function born(): LiveNode {
    const { country, city, lat, lon } = pick(drawn)
    const online = chance(0.86)
    const network = pick(['wifi', 'wifi', 'cellular', 'cellular', 'ethernet'] as const)
    // Half are known by their city alone, the others by somewhere in or around it.
    const reach = chance(0.5) ? 0 : 1.6
    const near = () => (random() - 0.5) * reach
    return {
      id: randomId(random),
      edge: pick(['edge-fra', 'edge-iad', 'edge-sin']),
      status: chance(0.93) ? 'approved' : pick(['pending', 'suspended', 'rejected'] as const),
      online,
      since: begun - Math.floor(random() * 1e8),
      ...(chance(0.01)
        ? { country: null, city: null, lat: null, lon: null }
        : { country, city, lat: lat + near(), lon: lon + near() }),
      asn: 1_000 + Math.floor(random() * 60_000),
      battery: network === 'ethernet' ? null : Math.round(random() * 100) / 100,
      charging: chance(0.4),
      network,
      generation: network === 'cellular' ? pick(['4g', '5g']) : null,
      score: chance(0.05) ? null : scored(),
      verdict: chance(0.8) ? pick(['home', 'mobile'] as const) : pick(verdictKinds),
      sessions: online ? Math.floor(random() * 6) : 0,
      up: online ? Math.floor(random() ** 6 * 2e5) : 0,
      down: online ? Math.floor(random() ** 6 * 4e6) : 0,
    }
  }
  const nodes = new Map<number, LiveNode>()
  let next = 0
  const add = () => {
    nodes.set(next, born())
    return next++
  }
  for (let i = 0; i < count; i++) add()

  return {
    nodes,
    /** A second goes by: of the share that changes most carry other bytes, some come, leave, drain or are judged anew. */
    tick(share: number) {
      const changes = Math.round(count * share)
      const all = [...nodes.keys()]
      const [set, flow, gone] = [new Map<number, LiveNode>(), new Set<number>(), [] as number[]]
      for (let i = 0; i < changes; i++) {
        const n = pick(all)
        const node = nodes.get(n)
        if (!node) continue
        if (chance(0.02)) {
          nodes.delete(n)
          set.delete(n)
          flow.delete(n)
          gone.push(n)
          const came = add()
          set.set(came, nodes.get(came)!)
        } else if (chance(0.4)) {
          node.online = chance(0.86)
          node.battery = node.battery === null ? null : Math.round(random() * 100) / 100
          node.score = node.score === null ? null : scored()
          set.set(n, node)
        } else flow.add(n)
        node.up = Math.floor(random() ** 6 * 2e5)
        node.down = Math.floor(random() ** 6 * 4e6)
      }
      const flowing = [...flow].filter(n => nodes.has(n) && !set.has(n))
      return {
        gone,
        set: toColumns(set),
        flow: {
          n: flowing,
          sessions: flowing.map(n => nodes.get(n)!.sessions),
          up: flowing.map(n => nodes.get(n)!.up),
          down: flowing.map(n => nodes.get(n)!.down),
        },
      }
    },
    snapshot: () => toColumns(nodes),
  }
}
export type ImaginedNodes = ReturnType<typeof imagineNodes>
