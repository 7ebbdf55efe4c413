import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { silentLog } from '#kit/log.ts'
import { type Bus, connectBus } from './connect.ts'
import { keys } from './names.ts'
import { createSlots } from './slots.ts'
import { age } from './testing/age.ts'
import { becomes } from './testing/becomes.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const minute = 60_000
const redis = await startRedis()
// Two hub processes on two hosts are, to Redis, two connections.
const [here, there] = (await Promise.all(
  [1, 2].map(n => connectBus({ url: redis.url, log, name: `test-${n}` })),
)) as [Bus, Bus]
after(() => Promise.all([here.close(), there.close()]).then(() => redis.stop()))

const open = (t: TestContext, bus: Bus, max = 2) => {
  const slots = createSlots(bus, { name: 'test', max, ttlMs: 30 * minute, log })
  t.after(() => slots.stop())
  return slots
}
const count = (key: string) => here.run(r => r.zcard(keys.slots('test', key)))

test('[BU11] so many are let in over all processes, and one that leaves makes room', async t => {
  const a = open(t, here)
  const b = open(t, there)
  assert.equal(await a.take('ann', '1'), true)
  assert.equal(await b.take('ann', '2'), true)
  assert.equal(await a.take('ann', '3'), false)
  assert.equal(await b.take('bob', '3'), true)
  await b.release('ann', '2')
  assert.equal(await a.take('ann', '3'), true)
})

test('[BU11] of many that come at once no more than allowed are let in', async t => {
  const [a, b] = [open(t, here), open(t, there)]
  const taken = await Promise.all(
    Array.from({ length: 50 }, (_, i) => (i % 2 ? a : b).take('cat', String(i))),
  )
  assert.equal(taken.filter(Boolean).length, 2)
})

test('[BU11] the same member taken twice is one', async t => {
  const a = open(t, here)
  assert.equal(await a.take('dan', '1'), true)
  assert.equal(await a.take('dan', '1'), true)
  assert.equal(await count('dan'), 1)
})

test('[BU11] what a killed process held expires; what is renewed does not', async t => {
  const dead = open(t, there)
  const alive = open(t, here)
  await dead.take('eve', 'dead')
  await alive.take('eve', 'alive')
  await age(here, keys.slots('test', 'eve'), 20 * minute)
  await alive.renew()
  await age(here, keys.slots('test', 'eve'), 20 * minute)
  assert.equal(await alive.take('eve', 'new'), true, 'the dead one made room')
  assert.equal(await alive.take('eve', 'newer'), false, 'the living one did not')
})

test('[BU11] whatever is held is renewed in its turn, without being asked', async t => {
  const slots = createSlots(here, { name: 'test', max: 2, ttlMs: 9_000, log })
  t.after(() => slots.stop())
  const taken = Array.from({ length: 10 }, (_, i) => `ivy-${i}`)
  for (const key of taken) await slots.take(key, 'one')
  const expiries = () =>
    Promise.all(
      taken.map(key =>
        here.run(async r => Number((await r.zrange(keys.slots('test', key), '0', '-1', 'WITHSCORES'))[1])),
      ),
    )
  const first = await expiries()
  let now = first
  while (!now.every((at, i) => at > first[i]!)) {
    assert.ok(Math.min(...now) > Math.max(...first) - 9_000, 'before it expires')
    await new Promise(resolve => setTimeout(resolve, 50))
    now = await expiries()
  }
})

test('[BU11] a full key has room as soon as a process that held slots of it has died', async t => {
  const doomed = await connectBus({ url: redis.url, log, name: 'doomed' })
  const dead = createSlots(doomed, { name: 'test', max: 2, ttlMs: 30 * minute, log })
  const alive = open(t, here)
  await dead.take('hal', 'dead')
  await alive.take('hal', 'alive')
  assert.equal(await alive.take('hal', 'new'), false, 'as long as it lives')
  await doomed.close() // it is heard of no more, and gives nothing back
  await age(here, keys.slotOwners('test'), 20_000)
  assert.equal(await alive.take('hal', 'new'), true)
  assert.equal(await alive.take('hal', 'newer'), false)
  await dead.stop()
})

test('[BU11] an orderly stop gives everything back', async t => {
  const a = open(t, here, 2_000)
  for (let i = 0; i < 1_200; i++) await a.take(`fay-${i % 3}`, String(i))
  await a.renew()
  assert.equal(await count('fay-0'), 400)
  await a.stop()
  assert.equal(await count('fay-0'), 0)
})

test('[BU11] while Redis is away each process counts its own, and an emptied Redis is filled again', async t => {
  const a = open(t, here)
  await a.take('gus', '1')
  await redis.kill()
  await becomes(here, false)
  assert.equal(await a.take('gus', '2'), true)
  assert.equal(await a.take('gus', '3'), false)
  await a.release('gus', '1')
  assert.equal(await a.take('gus', '3'), true)

  await redis.restart()
  await Promise.all([becomes(here, true), becomes(there, true)])
  await a.renew()
  assert.equal(await count('gus'), 2)
  assert.equal(await open(t, there).take('gus', '4'), false)
})
