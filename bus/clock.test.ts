import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog } from '#kit/log.ts'
import { createClock, eachSecond } from './clock.ts'
import { type Bus, BusDown, connectBus } from './connect.ts'
import { becomes } from './testing/becomes.ts'
import { eventually } from './testing/eventually.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'test' })
after(() => bus.close().then(() => redis.stop()))

const hour = 3_600_000
const minute = 60_000

test('[BU14] the time is that of Redis, whatever the host says', async t => {
  // Of this Redis the clock is an hour ahead of ours.
  const run = async (fn: Parameters<Bus['run']>[0]) => String(Number(await bus.run(fn)) + hour)
  const clock = createClock(Object.assign(Object.create(bus) as Bus, { run }), log)
  t.after(() => clock.stop())
  await clock.sync()
  const ahead = clock.now() - Date.now()
  assert.ok(Math.abs(ahead - hour) < minute, `${ahead} ms ahead`)
})

test('[BU14] without Redis it is the time of the host, until Redis is there', async t => {
  await redis.kill()
  await becomes(bus, false)
  const clock = createClock(bus, log)
  t.after(() => clock.stop())
  assert.equal(clock.synced, false)
  assert.ok(Math.abs(clock.now() - Date.now()) < minute)
  await assert.rejects(clock.sync(), BusDown)
  await redis.restart()
  await becomes(bus, true)
  await eventually(async () => assert.equal(clock.synced, true))
})

test('[BU14] what is done each second is done in each, after it began, and its stop waits', async () => {
  const now = () => performance.timeOrigin + performance.now() + 333
  const seconds: number[] = []
  const enough = Promise.withResolvers<void>()
  let running = false
  const stop = eachSecond(
    { now },
    async () => {
      seconds.push(Math.floor(now() / 1_000))
      running = true
      if (seconds.length === 3) enough.resolve()
      await sleep(50)
      running = false
      if (seconds.length === 1) throw new Error('one that fails')
    },
    log,
  )
  await enough.promise
  await stop()
  assert.equal(running, false)
  assert.equal(new Set(seconds).size, 3, seconds.join(', '))
})
