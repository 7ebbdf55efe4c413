import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { silentLog } from '#kit/log.ts'
import { createCensus } from './census.ts'
import { type Bus, BusDown, connectBus } from './connect.ts'
import { keys } from './names.ts'
import { createSlots } from './slots.ts'
import { age } from './testing/age.ts'
import { becomes } from './testing/becomes.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const minute = 60_000
const redis = await startRedis()
const [here, there] = (await Promise.all(
  [1, 2].map(n => connectBus({ url: redis.url, log, name: `test-${n}` })),
)) as [Bus, Bus]
after(() => Promise.all([here.close(), there.close()]).then(() => redis.stop()))

let names = 0
/** Two processes that take slots of the same name, and what either of them counts. */
function open(t: TestContext) {
  const name = `census-${++names}`
  const [a, b] = [here, there].map(bus => createSlots(bus, { name, max: 5, ttlMs: minute, log }))
  t.after(() => Promise.all([a!.stop(), b!.stop()]))
  const all = (key: string) => [...keys.slotIndex(name), keys.slots(name, key)]
  return {
    a: a!,
    b: b!,
    census: createCensus(there, name),
    pass: async (key: string, ms: number) => {
      for (const it of all(key)) await age(here, it, ms)
    },
  }
}

test('[BU14] holders are counted over all processes, one who holds several members once', async t => {
  const { a, b, census } = open(t)
  await a.take('ann', 'phone/1')
  await b.take('ann', 'phone/2')
  await b.take('ann', 'laptop/3')
  await a.take('bob', 'phone/4')
  assert.deepEqual(await census.total(), { keys: 2, holders: 3 })
  const holders = await census.holders(['ann', 'nobody', 'bob'])
  assert.deepEqual([...holders.values()], [2, 0, 1])
  assert.deepEqual([...(await census.holders([]))], [])
})

test('[BU14] what was given back counts no more, at once', async t => {
  const { a, b, census } = open(t)
  await a.take('ann', 'phone/1')
  await b.take('ann', 'phone/2')
  await b.take('ann', 'laptop/3')
  await a.release('ann', 'phone/1')
  assert.deepEqual(await census.total(), { keys: 1, holders: 2 })
  await b.release('ann', 'phone/2')
  assert.deepEqual(await census.total(), { keys: 1, holders: 1 })
  await b.stop()
  assert.deepEqual(await census.total(), { keys: 0, holders: 0 })
})

test('[BU14] what a killed process held counts until it expires, whoever else gives back meanwhile', async t => {
  const { a: dead, b: alive, census, pass } = open(t)
  await dead.take('ann', 'phone/1')
  await dead.take('ann', 'laptop/2')
  await pass('ann', minute / 2)
  await alive.take('ann', 'phone/3')
  await alive.take('ann', 'tablet/4')
  assert.deepEqual(await census.total(), { keys: 1, holders: 3 })
  // Its own `phone` goes; that of the dead process stays for the half minute that is left to it, and no longer.
  await alive.release('ann', 'phone/3')
  assert.deepEqual(await census.total(), { keys: 1, holders: 3 })
  await pass('ann', minute / 2)
  assert.deepEqual(await census.total(), { keys: 1, holders: 1 })
  assert.equal((await census.holders(['ann'])).get('ann'), 1)
  await alive.renew()
  await pass('ann', minute / 2)
  assert.deepEqual(await census.total(), { keys: 1, holders: 1 })
})

test('[BU14] without Redis nobody knows, and an emptied one is told again', async t => {
  const { a, census } = open(t)
  await a.take('ann', 'phone/1')
  await redis.kill()
  await becomes(there, false)
  await assert.rejects(census.total(), BusDown)
  await assert.rejects(census.holders(['ann']), BusDown)
  await redis.restart()
  await Promise.all([becomes(here, true), becomes(there, true)])
  await a.renew()
  assert.deepEqual(await census.total(), { keys: 1, holders: 1 })
})

test('[BU14] whoever leaves last does not keep alive what a killed process held', async t => {
  const { a: dead, b: alive, census, pass } = open(t)
  await dead.take('ann', 'phone/1')
  await pass('ann', minute / 2)
  await alive.take('ann', 'phone/2')
  await alive.release('ann', 'phone/2')
  assert.deepEqual(await census.total(), { keys: 1, holders: 1 })
  await pass('ann', minute / 2)
  assert.deepEqual(await census.total(), { keys: 0, holders: 0 })
})
