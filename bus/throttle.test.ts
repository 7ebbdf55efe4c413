import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { silentLog } from '#kit/log.ts'
import { connectBus } from './connect.ts'
import { keys } from './names.ts'
import { age } from './testing/age.ts'
import { freePort, startRedis } from './testing/redis.ts'
import { createThrottle, type Throttle, throttleInMemory } from './throttle.ts'

const log = silentLog()
const minute = 60_000
const rule = { freeTries: 3, firstDelayMs: 10 * minute, maxDelayMs: 35 * minute, forgetMs: 60 * minute }

const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'test' })
const nowhere = await connectBus({ url: `redis://127.0.0.1:${await freePort()}`, log, name: 'test' })
after(() => Promise.all([bus.close(), nowhere.close()]).then(() => redis.stop()))

/** The same promises wherever the tries are counted; `pass` lets time go by without waiting for it. */
type Place = { throttle: Throttle; pass(key: string, ms: number): Promise<void> | void }
const places: Record<string, () => Place> = {
  'in Redis': () => ({
    throttle: createThrottle(bus, { name: 'test', ...rule, log }),
    pass: (key, ms) => age(bus, keys.throttle('test', key), ms),
  }),
  'in memory': () => {
    let now = 1_000_000
    const memory = throttleInMemory(rule, () => now)
    const throttle = {
      attempt: async (key: string) => memory.attempt(key),
      clear: async (key: string) => memory.clear(key),
      refund: async (key: string) => memory.refund(key),
    }
    return { throttle, pass: (_, ms) => void (now += ms) }
  },
}

/** A wait of about so many minutes: what was ordered, less the time the test itself took. */
function assertWait(ms: number, minutes: number): void {
  assert.ok(ms > (minutes - 1) * minute && ms <= minutes * minute, `${ms} ms is not about ${minutes} minutes`)
}

for (const [where, open] of Object.entries(places)) {
  test(`[BU9] the first tries are free, then each one doubles the wait up to the longest (${where})`, async () => {
    const { throttle, pass } = open()
    for (let i = 0; i < rule.freeTries; i++) assert.equal(await throttle.attempt('ann'), 0)
    for (const minutes of [10, 20, 35, 35]) {
      assert.equal(await throttle.attempt('ann'), 0)
      assertWait(await throttle.attempt('ann'), minutes)
      await pass('ann', minutes * minute)
    }
  })

  test(`[BU9] a refused try does not lengthen the wait (${where})`, async () => {
    const { throttle, pass } = open()
    for (let i = 0; i <= rule.freeTries; i++) await throttle.attempt('bob')
    for (let i = 0; i < 20; i++) assertWait(await throttle.attempt('bob'), 10)
    await pass('bob', 4 * minute)
    assertWait(await throttle.attempt('bob'), 6)
  })

  test(`[BU9] guesses sent all at once are counted one by one (${where})`, async () => {
    const { throttle } = open()
    const waits = await Promise.all(Array.from({ length: 100 }, () => throttle.attempt('cat')))
    assert.equal(waits.filter(ms => ms === 0).length, rule.freeTries + 1)
  })

  test(`[BU9] success clears, and keys do not know of each other (${where})`, async () => {
    const { throttle } = open()
    for (let i = 0; i <= rule.freeTries; i++) await throttle.attempt('dan')
    assert.notEqual(await throttle.attempt('dan'), 0)
    assert.equal(await throttle.attempt('eve'), 0)
    await throttle.clear('dan')
    assert.equal(await throttle.attempt('dan'), 0)
  })

  test(`[BU9] a try that is given back is as if it had not been made, and the others count on (${where})`, async () => {
    const { throttle, pass } = open()
    await throttle.refund('ida')
    for (let i = 0; i <= rule.freeTries; i++) await throttle.attempt('ida')
    await throttle.refund('ida')
    for (const minutes of [10, 20, 35]) {
      assert.equal(await throttle.attempt('ida'), 0)
      assertWait(await throttle.attempt('ida'), minutes)
      await pass('ida', minutes * minute)
      assert.equal(await throttle.attempt('ida'), 0, 'a right one in between')
      await throttle.refund('ida')
    }
    for (let i = 0; i < 10; i++) await throttle.refund('ida')
    for (let i = 0; i <= rule.freeTries; i++) assert.equal(await throttle.attempt('ida'), 0)
  })

  test(`[BU9] after long enough a silence all is forgotten (${where})`, async () => {
    const { throttle, pass } = open()
    for (let i = 0; i <= rule.freeTries; i++) await throttle.attempt('fay')
    await pass('fay', 10 * minute + rule.forgetMs)
    for (let i = 0; i <= rule.freeTries; i++) assert.equal(await throttle.attempt('fay'), 0)
    assertWait(await throttle.attempt('fay'), 10)
  })
}

test('[BU9] while Redis is away the same rule holds in this process', async () => {
  const throttle = createThrottle(nowhere, { name: 'test', ...rule, log })
  for (let i = 0; i <= rule.freeTries; i++) assert.equal(await throttle.attempt('gus'), 0)
  assertWait(await throttle.attempt('gus'), 10)
  await throttle.refund('gus')
  assert.equal(await throttle.attempt('gus'), 0)
  assertWait(await throttle.attempt('gus'), 10)
  await throttle.clear('gus')
  assert.equal(await throttle.attempt('gus'), 0)
})

test('[BU9] a flood of keys does not fill memory', () => {
  const memory = throttleInMemory(rule)
  for (let i = 0; i <= rule.freeTries; i++) memory.attempt('hal')
  for (let i = 0; i < 9_000; i++) memory.attempt(`key-${i}`)
  assert.notEqual(memory.attempt('hal'), 0, 'still known')
  for (let i = 0; i < 20_000; i++) memory.attempt(`more-${i}`)
  assert.equal(memory.attempt('hal'), 0, 'the oldest make room')
})
