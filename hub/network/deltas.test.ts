import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyNode, type NodeSnapshot } from '#protocol/live/node.ts'
import { applyNodes, type NodesSnapshot, type NodesView, readNodes } from '#protocol/live/nodes.ts'
import { applySessions } from '#protocol/live/sessions.ts'
import { applyUsage } from '#protocol/live/usage.ts'
import { randomId } from '#bus/testing/edge/random.ts'
import type { Source } from './sources.ts'
import { scene } from './testing/scene.ts'
import { byId } from './testing/shown.ts'

/** Whoever reads a topic: skips publications at random, as a slow one does, and knows what it was told. */
type Reader = { name: string; read(tick: number): void; check(): void }

function reader<S, D, V>(
  name: string,
  source: Source<S, D>,
  o: { view: (snapshot: S) => V; apply: (view: V, delta: D) => V; plain: (view: V) => unknown },
  at: number,
): Reader {
  let view = o.view(structuredClone(source.snapshot()))
  let stands = at
  return {
    name,
    read(tick) {
      const quiet = source.changedAt <= stands
      const delta = source.changesSince(stands)
      if (quiet) assert.deepEqual(contents(delta), [], `${name} has something to tell, and did not say so`)
      view = delta ? o.apply(view, structuredClone(delta)) : o.view(structuredClone(source.snapshot()))
      stands = tick
    },
    check() {
      assert.deepEqual(o.plain(view), o.plain(o.view(source.snapshot())), name)
    },
  }
}
/** What it says beside how things stand with time. */
const contents = (delta: unknown) =>
  Object.entries(delta ?? {}).filter(
    ([key, value]) =>
      !['at', 'wholeSince', 'last', 'open'].includes(key) &&
      !(key === 'points' && (value as []).length === 0),
  )
const same = <T>(it: T): T => it
const sorted = <T extends { sessions: { id: string }[] }>(it: T) => ({
  ...it,
  sessions: it.sessions.toSorted(byId),
})

for (const { seed, sessionsPerAccount, seconds } of [
  { seed: Number(process.env['SEED'] ?? Date.now() % 1e9), sessionsPerAccount: 2, seconds: 420 },
  { seed: 7, sessionsPerAccount: 2, seconds: 420 },
  // More than the tables hold.
  { seed: 42, sessionsPerAccount: 120, seconds: 60 },
])
  test(`[NW3] any chain of deltas, merged ones too, ends where a fresh snapshot begins (seed ${seed})`, async t => {
    const s = await scene(t, { seed, accounts: 3 })
    const hub = await s.hub()
    const chance = (p: number) => s.random() < p
    const make = async (name: string) => ({ edge: await s.edge(name, { sessionsPerAccount }), awayUntil: 0 })
    const edges = [await make('one'), await make('two')]
    const nodes = edges.flatMap(it => it.edge.nodes)
    const readers: Reader[] = []

    function join(): void {
      const at = hub.ticks.next - 1
      const { network } = hub
      for (const id of [...s.accounts, randomId(s.random)])
        readers.push(
          reader(`usage:${id}`, network.account(id), { view: same, apply: applyUsage, plain: sorted }, at),
        )
      for (const id of nodes.slice(0, 2))
        readers.push(
          reader(
            `node:${id}`,
            network.node(id),
            { view: same<NodeSnapshot>, apply: applyNode, plain: sorted },
            at,
          ),
        )
      readers.push(
        reader('sessions', network.sessions, { view: same, apply: applySessions, plain: sorted }, at),
        reader<NodesSnapshot, Parameters<typeof applyNodes>[1], NodesView>(
          'nodes',
          network.nodes,
          { view: readNodes, apply: applyNodes, plain: same },
          at,
        ),
      )
    }

    join()
    for (let i = 0; i < seconds; i++) {
      s.pass(chance(0.02) ? 1 + Math.floor(s.random() * 40) : 1)
      for (const [n, it] of edges.entries()) {
        if (chance(0.01)) it.awayUntil = i + Math.floor(s.random() * 40)
        if (chance(0.01)) {
          const nodesOf = it.edge.nodes
          it.edge = await s.edge(n === 0 ? 'one' : 'two', { nodes: nodesOf, sessionsPerAccount })
        }
        if (i >= it.awayUntil) await it.edge.second()
        // Somebody may look at it in the middle of things, too.
        if (chance(0.05)) join()
      }
      // A delta is made when its turn comes, which is as of then.
      for (const one of readers) if (chance(0.05)) one.read(hub.ticks.next - 1)
      const tick = hub.tick()
      for (const one of readers) if (chance(0.3)) one.read(tick)
      if (i % 20 !== 0) continue
      // What is on its way may still come in between, so all look in one turn of the loop.
      const last = hub.tick()
      for (const one of readers) {
        one.read(last)
        one.check()
      }
      readers.splice(0, Math.max(0, readers.length - 60))
    }
  })
