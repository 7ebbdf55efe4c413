import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { z } from 'zod'
import { silentLog } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { RadarBatch } from '#protocol/radar.ts'
import { connectBus } from './connect.ts'
import { channels, keys } from './names.ts'
import { hearRadar, type RadarHeard, readRadar, sayRadar, windowStart } from './radar.ts'
import { becomes } from './testing/becomes.ts'
import { seededRandom } from './testing/edge/random.ts'
import { eventually } from './testing/eventually.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'test' })
after(() => bus.close().then(() => redis.stop()))

const batch = (seq: number, rows: number[] = []): RadarBatch => ({
  ...{ edge: 'one', epoch: 'a', seq, more: false, second: 1_800_000_000 + seq, facts: [], rows },
})
const plain = ({ id, read }: RadarHeard) => ({ id, batch: read() })

test('[BU15] what an edge says is heard, and kept in the window, in the same order', async () => {
  const heard: RadarHeard[] = []
  const off = await hearRadar(bus, one => void heard.push(one))
  const said = []
  for (let seq = 1; seq <= 40; seq++)
    said.push({ id: (await sayRadar(bus, batch(seq, [7, seq, 0]))).id, batch: batch(seq, [7, seq, 0]) })
  await eventually(async () => assert.equal(heard.length, 40))
  off()
  assert.deepEqual(heard.map(plain), said)

  const kept: RadarHeard[] = []
  let chunks = 0
  for (let after = windowStart, end = false; !end; chunks++) {
    const chunk = await readRadar(bus, after)
    kept.push(...chunk.heard)
    ;({ last: after, end } = chunk)
  }
  assert.deepEqual(kept.map(plain), said)
  assert.ok(chunks > 1, 'in pieces')
  const rest = await readRadar(bus, said[37]!.id)
  assert.deepEqual(rest.heard.map(plain), said.slice(38))
})

test('[BU15] a batch that cannot be read is none, and harms no other', async () => {
  const last = (await sayRadar(bus, batch(41))).id
  await bus.run(r => r.xadd(keys.radarWindow, '*', 'batch', '{'))
  await bus.run(r => r.xadd(keys.radarWindow, '*', 'other', '1', 'batch', '2'))
  await bus.run(r => r.xadd(keys.radarWindow, '*', 'batch', JSON.stringify({ ...batch(42), rows: [1, 2] })))
  const { id } = await sayRadar(bus, batch(43))
  const { heard } = await readRadar(bus, last)
  assert.deepEqual(
    heard.map(one => one.read()),
    [null, null, null, batch(43)],
  )
  assert.equal(heard.at(-1)!.id, id)
})

test('[BU15] the window keeps six minutes, and is told from one that began anew', async () => {
  await bus.run(r => r.del(keys.radarWindow))
  const [seconds] = await bus.run(r => r.time())
  const at = (ago: number) => `${Number(seconds) * 1_000 - ago}-0`
  for (const ago of [Limits.radarWindowMs + 5_000, Limits.radarWindowMs - 5_000])
    await bus.run(r => r.xadd(keys.radarWindow, at(ago), 'batch', JSON.stringify(batch(1))))
  const said = await sayRadar(bus, batch(2))
  assert.equal(said.fresh, false)
  assert.deepEqual(
    (await readRadar(bus, windowStart)).heard.map(it => it.id),
    [at(Limits.radarWindowMs - 5_000), said.id],
  )
  await redis.restart()
  await becomes(bus, true)
  const again = await sayRadar(bus, batch(3))
  assert.equal(again.fresh, true)
  assert.notEqual(again.run, said.run)
  assert.deepEqual((await sayRadar(bus, batch(4))).run, again.run)
})

test('[BU15] nonsense on the channel is not heard', async () => {
  const heard: RadarHeard[] = []
  const off = await hearRadar(bus, one => void heard.push(one))
  await bus.publish(channels.radar, { id: 'x', batch: batch(1) })
  await bus.publish(channels.radar, { id: '1-1', batch: { edge: 'one' } })
  await bus.publish(channels.radar, { id: '1-2', batch: batch(2) })
  await eventually(async () => assert.equal(heard.length, 2))
  off()
  assert.deepEqual(heard.map(plain), [
    { id: '1-1', batch: null },
    { id: '1-2', batch: batch(2) },
  ])
})

/** What is checked by hand, as one would write it down. */
const Rows = z
  .array(z.int().nonnegative())
  .max(Limits.radarRows * 3)
  .refine(all => all.length % 3 === 0)

test('[BU15] rows that are checked by hand are those that the schema would take', () => {
  const random = seededRandom(3)
  const odd = [-1, 0.5, NaN, Infinity, '1', null, undefined, {}, 2 ** 53, -0, 2 ** 53 - 1]
  const some = (n: number, spoilt: number): unknown[] =>
    Array.from({ length: n }, () =>
      random() < spoilt ? odd[Math.floor(random() * odd.length)] : Math.floor(random() * 1e6),
    )
  const all: unknown[] = [undefined, null, {}, 'abc', [], some(Limits.radarRows * 3, 0)]
  all.push(some(Limits.radarRows * 3 + 3, 0))
  for (let i = 0; i < 500; i++) all.push(some(Math.floor(random() * 8), 0.1))
  for (const rows of all) {
    const byHand = RadarBatch.safeParse({ ...batch(1), rows }).success
    assert.equal(byHand, Rows.safeParse(rows).success, JSON.stringify(rows)?.slice(0, 100))
  }
})
