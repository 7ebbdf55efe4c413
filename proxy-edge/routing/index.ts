import { cityKey, type Routing } from '#protocol/routing.ts'
import type { OnlineNode } from '../tunnels/node.ts'
import type { Nodes } from '../tunnels/nodes.ts'
import { weightOf } from './weight.ts'

type Wanted = Pick<Routing, 'country' | 'city' | 'asn'>
export type Found = { node: OnlineNode; weight: number; fitting: number }

/** So many are drawn, and the best of them is taken: nearly as good as the best of all, and as cheap with 10 as with 50,000. */
const drawn = 5
/** When none of them can carry, so many more are looked at. */
const looked = 64

const keyOf = ({ country, city, asn }: Wanted) => `${country ?? ''}/${city ?? ''}/${asn ?? ''}`

/** Every question that a node is an answer to. */
function* keysOf({ entry: { place } }: OnlineNode): Generator<string> {
  const { country, asn } = place
  const city = place.city === null ? null : cityKey(place.city)
  for (const a of country === null ? [null] : [null, country.toLowerCase()])
    for (const b of city === null ? [null] : [null, city])
      for (const c of asn === null ? [null] : [null, asn]) yield keyOf({ country: a, city: b, asn: c })
}

/** Nodes that carry, by country, city and ASN and what is made of them. */
export function createRoutingIndex(
  nodes: Nodes,
  o: { now: () => number; random?: () => number; weigh?: typeof weightOf },
) {
  const { random = Math.random, weigh = weightOf } = o
  const buckets = new Map<string, OnlineNode[]>()

  function add(node: OnlineNode): void {
    for (const key of keysOf(node)) {
      const list = buckets.get(key) ?? []
      buckets.set(key, list)
      node.slots.push({ list, at: list.push(node) - 1 })
    }
  }
  function remove(node: OnlineNode): void {
    for (const { list, at } of node.slots) {
      const last = (list as OnlineNode[]).pop()!
      if (last === node) continue
      list[at] = last
      last.slots.find(it => it.list === list)!.at = at
    }
    node.slots = []
  }

  // Whether it has room for another connection changes too often to be kept here: that is seen when it is drawn.
  const listed = (node: OnlineNode) =>
    node.presence === 'online' && node.status === 'approved' && node.resting === null
  const off = nodes.onChange((node, what) => {
    const placed = what === 'entry' || what === 'online'
    if (node.slots.length > 0 && (placed || !listed(node))) remove(node)
    if (node.slots.length === 0 && listed(node)) add(node)
  })
  for (const node of nodes.all()) if (listed(node)) add(node)

  return {
    fitting: (wanted: Wanted): number => buckets.get(keyOf(wanted))?.length ?? 0,
    /** Whether this very node is an answer. */
    fits(node: OnlineNode, wanted: Wanted): boolean {
      const list = buckets.get(keyOf(wanted))
      return list !== undefined && node.slots.some(it => it.list === list)
    },
    pick(wanted: Wanted, not: ReadonlySet<OnlineNode> | null): Found | null {
      const list = buckets.get(keyOf(wanted))
      if (!list || list.length === 0) return null
      const now = o.now()
      let best: OnlineNode | null = null
      let weight = -1
      const draw = (node: OnlineNode): boolean => {
        if (!node.carries || not?.has(node)) return false
        const own = weigh(node, now)
        if (own > weight) [best, weight] = [node, own]
        return true
      }
      const { length } = list
      if (length <= drawn) for (const node of list) draw(node)
      else {
        let found = false
        for (let i = 0; i < drawn; i++) found = draw(list[Math.floor(random() * length)]!) || found
        const from = Math.floor(random() * length)
        for (let i = 0; i < Math.min(looked, length) && !found; i++) found = draw(list[(from + i) % length]!)
      }
      return best === null ? null : { node: best, weight, fitting: list.length }
    },
    stop: off,
  }
}
export type RoutingIndex = ReturnType<typeof createRoutingIndex>
