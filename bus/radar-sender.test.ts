import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { silentLog } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { RadarBatch, SessionFacts } from '#protocol/radar.ts'
import { connectBus } from './connect.ts'
import { createRadarSender } from './radar-sender.ts'
import { readRadar, windowStart } from './radar.ts'
import { becomes } from './testing/becomes.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const opening = (id = randomUUID()) => ({
  ...{ id, account: randomUUID(), proxyUser: randomUUID(), login: 'ann', node: randomUUID() },
  ...{ country: 'us', target: 'example.com:443', choice: null },
})

async function sending(t: TestContext) {
  const redis = await startRedis()
  const bus = await connectBus({ url: redis.url, log, name: 'test' })
  t.after(() => bus.close().then(() => redis.stop()))
  const clock = { ms: 1_800_000_000_500, now: () => clock.ms }
  let emptied = 0
  const radar = createRadarSender(bus, { edge: 'one', epoch: 'a', clock, onEmptied: () => emptied++ })

  return {
    redis,
    bus,
    clock,
    radar,
    emptied: () => emptied,
    second(): Promise<boolean> {
      clock.ms += 1_000
      return radar.second().said
    },
    async window(): Promise<RadarBatch[]> {
      const batches: RadarBatch[] = []
      for (let after = windowStart, end = false; !end;) {
        const chunk = await readRadar(bus, after)
        for (const { read } of chunk.heard) batches.push(read()!)
        ;({ last: after, end } = chunk)
      }
      return batches
    },
  }
}

test('[BU16] an edge numbers what it says, each second, also when there is nothing', async t => {
  const s = await sending(t)
  for (let i = 0; i < 3; i++) assert.equal(await s.second(), true)
  assert.deepEqual(
    (await s.window()).map(({ seq, second, more, facts, rows }) => ({ seq, second, more, facts, rows })),
    [1, 2, 3].map(seq => ({ seq, second: 1_799_999_999 + seq, more: false, facts: [], rows: [] })),
  )
})

test('[BU16] a session is told of in full when it opens, within a minute again, and when it has ended', async t => {
  const s = await sending(t)
  const n = s.radar.open(opening())
  s.radar.moved(n, 10, 20)
  for (let i = 0; i < 200; i++) {
    await s.second()
    s.radar.moved(n, 1, 2)
  }
  s.radar.close(n, 'client_closed')
  s.radar.moved(n, 5, 5) // too late
  await s.second()
  await s.second()
  const batches = await s.window()
  const told = batches.flatMap(({ second, facts }) => facts.map(it => ({ second, ...it })))
  for (const [i, one] of told.entries())
    if (i > 0) assert.ok(one.second - told[i - 1]!.second <= Limits.radarFactsMs / 1_000)
  assert.equal(told[0]!.second, batches[0]!.second)
  assert.equal(told.at(-1)!.ended, 'client_closed')
  assert.ok(told.slice(0, -1).every(it => it.ended === null && it.n === n))
  assert.equal(batches.at(-1)!.facts.length, 0)
  // Totals are those after the batch, and the rows add up to them.
  let [up, down] = [0, 0]
  for (const { rows, facts } of batches) {
    for (let i = 0; i < rows.length; i += 3) [up, down] = [up + rows[i + 1]!, down + rows[i + 2]!]
    for (const fact of facts) assert.deepEqual([fact.up, fact.down], [up, down])
  }
  assert.deepEqual([up, down], [10 + 200, 20 + 400])
})

test('[BU16] a session that began after its second is told of as in it, every time', async t => {
  const s = await sending(t)
  s.clock.ms = 1_800_000_001_010
  s.radar.open(opening())
  const { second, said } = s.radar.second()
  await said
  for (let i = 0; i < 60; i++) await s.second()
  const told = (await s.window()).flatMap(it => it.facts.map(fact => fact.startedAt))
  assert.deepEqual([...new Set(told)], [second * 1_000 + 999])
  assert.ok(told.length > 1)
})

test('[BU16] a second with very many sessions is several batches, each session in one of them', async t => {
  const s = await sending(t)
  const numbers = Array.from({ length: Limits.radarFacts * 2 + 10 }, () => s.radar.open(opening()))
  for (const n of numbers) s.radar.moved(n, n, 0)
  await s.second()
  const batches = await s.window()
  assert.deepEqual(
    batches.map(it => [it.seq, it.more, it.facts.length]),
    [
      [1, true, Limits.radarFacts],
      [2, true, Limits.radarFacts],
      [3, false, 10],
    ],
  )
  for (const { facts, rows } of batches)
    assert.deepEqual(
      rows,
      facts.flatMap(({ n }) => [n, n, 0]),
    )
})

const ends = (batches: RadarBatch[]) =>
  batches.flatMap(it => it.facts.filter((fact: SessionFacts) => fact.ended !== null).map(fact => fact.n))

test('[BU17] what could not be said is said later, in order; Redis that began anew is told everything', async t => {
  const s = await sending(t)
  const [first, second] = [s.radar.open(opening()), s.radar.open(opening())]
  await s.second()
  await s.redis.kill()
  await becomes(s.bus, false)
  for (let i = 0; i < 10; i++) {
    s.radar.moved(first, 100, i)
    assert.equal(await s.second(), false)
  }
  s.radar.close(first, 'client_closed')
  assert.equal(await s.second(), false)
  await s.redis.restart()
  await becomes(s.bus, true)
  assert.equal(await s.second(), true)
  assert.equal(s.emptied(), 1)
  assert.equal(await s.second(), true)
  const batches = await s.window()
  assert.deepEqual(
    batches.map(it => it.seq),
    Array.from({ length: 13 }, (_, i) => i + 2),
  )
  assert.deepEqual(ends(batches), [first])
  assert.deepEqual(
    batches.at(-1)!.facts.map(it => it.n),
    [second],
    'told of in full again',
  )
  assert.equal(s.emptied(), 1)
})

test('[BU17] what is too old is not said, but which sessions have ended is', async t => {
  const s = await sending(t)
  const [first, second] = [s.radar.open(opening()), s.radar.open(opening())]
  await s.second()
  await s.redis.kill()
  await becomes(s.bus, false)
  s.radar.close(first, 'client_closed')
  for (let i = 0; i < 100; i++) await s.second()
  await s.redis.restart()
  await becomes(s.bus, true)
  await s.second()
  await s.second()
  const batches = await s.window()
  assert.ok(batches.length <= Limits.radarUnsaidMs / 1_000 + 3)
  assert.deepEqual(ends(batches), [first])
  assert.ok(batches.some(it => it.facts.some(fact => fact.n === second)))
  assert.equal(s.radar.sessions, 1)
})
