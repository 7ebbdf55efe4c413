import { Limits } from '#protocol/limits.ts'
import { NodeState, NodesSaid } from '#protocol/node.ts'
import { BusDown } from './bus-down.ts'
import type { Clock } from './clock.ts'
import type { Bus } from './connect.ts'
import { parseJson } from './json.ts'
import { channels, keys } from './names.ts'
import { script } from './script.ts'

// edge --(node came, went, changed)--> hash `node:<id>` and set `nodes:known` (for one who comes late)
//                                  \-> channel `nodes`

/** Of one message, and of one read: few enough that nobody waits for it. */
const chunkNodes = 200

/** Keeps them, unless something newer was said of them, and tells whoever listens. */
export async function sayNodes(bus: Bus, edge: string, nodes: readonly NodeState[]): Promise<void> {
  for (let i = 0; i < nodes.length; i += chunkNodes) {
    const some = nodes.slice(i, i + chunkNodes)
    const kept = await bus.run(redis =>
      Promise.all(
        some.map(node => {
          const facts = [node.at, JSON.stringify(node), Limits.nodeKeepMs, edge, node.online ? 1 : 0]
          return keep(redis, [keys.node(node.id)], facts)
        }),
      ),
    )
    const chunk = some.filter((_, j) => kept[j] !== elsewhere)
    if (chunk.length === 0) continue
    const scores = chunk.flatMap(node => [String(node.at), node.id])
    await bus.run(redis => redis.zadd(keys.nodesKnown, 'GT', ...scores))
    await bus.publish(channels.nodes, { edge, nodes: chunk } satisfies NodesSaid)
  }
}

const elsewhere = 2
// Two edges may tell of one node, which has gone from one to the other: that it went is the word of the one it was at.
const keep = script(`
local known = tonumber(redis.call('HGET', KEYS[1], 'at') or '0')
if known > tonumber(ARGV[1]) then return 0 end
if ARGV[5] == '0' and (redis.call('HGET', KEYS[1], 'edge') or ARGV[4]) ~= ARGV[4] then return 2 end
redis.call('HSET', KEYS[1], 'at', ARGV[1], 'state', ARGV[2], 'edge', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`)

/** May be older than what the listener knows of a node: `at` decides. */
export const hearNodes = (bus: Bus, fn: (said: NodesSaid) => void): Promise<() => void> =>
  bus.subscribe(channels.nodes, NodesSaid, fn)

/** Every node that is known, some at a time. Those that have run out are swept away here. */
export async function* readNodes(bus: Bus): AsyncGenerator<NodeState[]> {
  const ids = await bus.run(redis => redis.zrange(keys.nodesKnown, 0, '-1'))
  for (let i = 0; i < ids.length; i += chunkNodes) {
    const chunk = ids.slice(i, i + chunkNodes)
    const texts = await bus.run(redis => Promise.all(chunk.map(id => redis.hget(keys.node(id), 'state'))))
    const gone = chunk.filter((_, j) => texts[j] === null)
    if (gone.length > 0) await bus.run(redis => redis.zrem(keys.nodesKnown, ...gone))
    yield texts.flatMap(text => (text === null ? [] : (NodeState.safeParse(parseJson(text)).data ?? [])))
  }
}

/** A node of which nothing changes is told of again, so that it is not taken for one that was forgotten. */
const restateMs = 3_600_000

/** An edge's side of `nodes`: what it could not say is said the next time. */
export function createNodesSender(bus: Bus, o: { edge: string; clock: Clock }) {
  const known = new Map<string, NodeState>()
  const due = new Set<string>()
  let restatedAt = o.clock.now()

  /** Redis has begun anew, or long ago. */
  function restate(): void {
    restatedAt = o.clock.now()
    for (const node of known.values()) {
      node.at = Math.floor(restatedAt)
      due.add(node.id)
    }
  }
  return {
    restate,
    set(node: Omit<NodeState, 'edge' | 'at'>): void {
      // Two words in one millisecond are still one after the other.
      const at = Math.max(Math.floor(o.clock.now()), (known.get(node.id)?.at ?? 0) + 1)
      known.set(node.id, { ...node, edge: o.edge, at })
      due.add(node.id)
    },
    /** False when Redis is away. */
    async flush(): Promise<boolean> {
      if (o.clock.now() - restatedAt > restateMs) restate()
      const nodes = [...due].flatMap(id => known.get(id) ?? [])
      if (nodes.length === 0) return true
      due.clear()
      try {
        await sayNodes(bus, o.edge, nodes)
        // It went, and everybody was told: this edge has nothing more to say of it.
        for (const node of nodes) if (!node.online && known.get(node.id) === node) known.delete(node.id)
        return true
      } catch (err) {
        for (const { id } of nodes) due.add(id)
        if (!(err instanceof BusDown)) throw err
        return false
      }
    },
  }
}
export type NodesSender = ReturnType<typeof createNodesSender>
