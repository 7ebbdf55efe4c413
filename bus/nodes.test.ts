import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { silentLog } from '#kit/log.ts'
import type { NodeState } from '#protocol/node.ts'
import { type Bus, connectBus } from './connect.ts'
import { keys } from './names.ts'
import { createNodesSender, hearNodes, readNodes, sayNodes } from './nodes.ts'
import { becomes } from './testing/becomes.ts'
import { sampleNode } from './testing/edge/fleet.ts'
import { seededRandom } from './testing/edge/random.ts'
import { eventually } from './testing/eventually.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'test' })
after(() => bus.close().then(() => redis.stop()))

const random = seededRandom(1)
const node = (more: Partial<NodeState> = {}): NodeState => ({
  ...sampleNode(randomUUID(), random, 1),
  ...{ edge: 'one', at: 1_000 },
  ...more,
})
async function all(on: Bus = bus): Promise<Map<string, NodeState>> {
  const known = new Map<string, NodeState>()
  for await (const some of readNodes(on)) for (const one of some) known.set(one.id, one)
  return known
}

test('[BU18] what an edge says of its nodes is heard, and found by whoever comes late', async () => {
  const heard = new Map<string, NodeState>()
  const off = await hearNodes(bus, said => {
    for (const one of said.nodes) heard.set(one.id, one)
  })
  const said = Array.from({ length: 450 }, () => node())
  await sayNodes(bus, 'one', said)
  const expected = new Map(said.map(one => [one.id, one]))
  await eventually(async () => assert.deepEqual(heard, expected))
  off()
  assert.deepEqual(await all(), expected)
})

test('[BU18] an older word does not replace a newer one', async () => {
  const first = node({ at: 2_000, edge: 'two' })
  await sayNodes(bus, 'two', [first])
  await sayNodes(bus, 'one', [{ ...first, edge: 'one', at: 1_999, online: false }])
  assert.deepEqual((await all()).get(first.id), first)
  const later = { ...first, at: 2_001, online: false }
  await sayNodes(bus, 'two', [later])
  assert.deepEqual((await all()).get(first.id), later)
})

test('[BU18] a node that has run out, and one that cannot be read, is not found', async () => {
  const [out, odd] = [node(), node()]
  await sayNodes(bus, 'one', [out, odd])
  await bus.run(r => r.del(keys.node(out.id)))
  await bus.run(r => r.hset(keys.node(odd.id), 'state', '{'))
  const known = await all()
  assert.ok(!known.has(out.id) && !known.has(odd.id))
  assert.equal(await bus.run(r => r.zscore(keys.nodesKnown, out.id)), null)
})

test('[BU18] what could not be said is said when Redis is back, and all of it when it came back empty', async () => {
  const clock = { ms: 5_000, now: () => clock.ms }
  const fleet = createNodesSender(bus, { edge: 'one', clock })
  const [one, two] = [node(), node()]
  fleet.set(one)
  assert.equal(await fleet.flush(), true)
  await redis.kill()
  await becomes(bus, false)
  fleet.set(two)
  assert.equal(await fleet.flush(), false)
  await redis.restart()
  await becomes(bus, true)
  assert.equal(await fleet.flush(), true)
  assert.deepEqual([...(await all()).keys()], [two.id])
  clock.ms += 1_000
  fleet.restate()
  assert.equal(await fleet.flush(), true)
  assert.deepEqual([...(await all()).keys()].sort(), [one.id, two.id].sort())
  assert.equal((await all()).get(one.id)!.at, 6_000)

  // An hour later it is told of again by itself, a node that went is not.
  fleet.set({ ...two, online: false })
  await fleet.flush()
  clock.ms += 3_700_000
  await fleet.flush()
  const known = await all()
  assert.deepEqual([known.get(one.id)!.at, known.get(two.id)!.at], [3_706_000, 6_001])
})

test('[BU18] that a node went is not believed of an edge that it had left for another one', async t => {
  const heard: NodeState[] = []
  t.after(await hearNodes(bus, ({ nodes }) => void heard.push(...nodes)))
  const clock = { ms: 9_000, now: () => clock.ms }
  const [here, there] = ['here', 'there'].map(edge => createNodesSender(bus, { edge, clock }))
  const moved = node({ online: true })
  here!.set(moved)
  await here!.flush()
  there!.set(moved)
  await there!.flush()
  clock.ms += 30_000
  here!.set({ ...moved, online: false })
  await here!.flush()
  const known = (await all()).get(moved.id)!
  assert.deepEqual([known.edge, known.online], ['there', true])
  there!.set({ ...moved, online: false })
  await there!.flush()
  await eventually(async () =>
    assert.deepEqual(
      heard.map(it => it.online),
      [true, true, false],
    ),
  )
})
