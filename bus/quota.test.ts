import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { silentLog } from '#kit/log.ts'
import { connectBus } from './connect.ts'
import { keys } from './names.ts'
import { createQuota, type Quota, quotaInMemory } from './quota.ts'
import { age } from './testing/age.ts'
import { freePort, startRedis } from './testing/redis.ts'

const log = silentLog()
const minute = 60_000
const rule = { max: 3, windowMs: 60 * minute }

const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'test' })
const nowhere = await connectBus({ url: `redis://127.0.0.1:${await freePort()}`, log, name: 'test' })
after(() => Promise.all([bus.close(), nowhere.close()]).then(() => redis.stop()))

type Place = { quota: Quota; pass(key: string, ms: number): Promise<void> | void }
const places: Record<string, () => Place> = {
  'in Redis': () => ({
    quota: createQuota(bus, { name: 'test', ...rule, log }),
    pass: (key, ms) => age(bus, keys.quota('test', key), ms),
  }),
  'in memory': () => {
    let now = 1_000_000
    const memory = quotaInMemory(rule, () => now)
    return { quota: { take: async key => memory.take(key) }, pass: (_, ms) => void (now += ms) }
  },
}

function assertWait(ms: number, minutes: number): void {
  assert.ok(ms > (minutes - 1) * minute && ms <= minutes * minute, `${ms} ms is not about ${minutes} minutes`)
}

for (const [where, open] of Object.entries(places)) {
  test(`[BU10] so many fit into a window, and the next is told when it may come (${where})`, async () => {
    const { quota } = open()
    for (let i = 0; i < rule.max; i++) assert.equal(await quota.take('ann'), 0)
    assertWait(await quota.take('ann'), 60)
    assert.equal(await quota.take('bob'), 0)
  })

  test(`[BU10] the window slides: each one taken frees its place after its own hour (${where})`, async () => {
    const { quota, pass } = open()
    assert.equal(await quota.take('cat'), 0)
    await pass('cat', 30 * minute)
    assert.equal(await quota.take('cat'), 0)
    assert.equal(await quota.take('cat'), 0)
    assertWait(await quota.take('cat'), 30)
    await pass('cat', 30 * minute)
    assert.equal(await quota.take('cat'), 0)
    assertWait(await quota.take('cat'), 30)
  })

  test(`[BU10] asked for many at once, it gives out no more than it has (${where})`, async () => {
    const { quota } = open()
    const waits = await Promise.all(Array.from({ length: 50 }, () => quota.take('dan')))
    assert.equal(waits.filter(ms => ms === 0).length, rule.max)
  })
}

test('[BU10] while Redis is away the same rule holds in this process', async () => {
  const quota = createQuota(nowhere, { name: 'test', ...rule, log })
  for (let i = 0; i < rule.max; i++) assert.equal(await quota.take('eve'), 0)
  assertWait(await quota.take('eve'), 60)
})
