import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { BusDown } from '#bus/bus-down.ts'
import { connectBus } from '#bus/connect.ts'
import { createEventLog, type EventLog } from '#bus/log.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { silentLog } from '#kit/log.ts'
import { createPoster } from './post.ts'

const log = silentLog()

async function setUp(t: TestContext, o: { most?: number; events?: (own: EventLog) => EventLog } = {}) {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const bus = await connectBus({ url: redis.url, log, name: 'test' })
  t.after(() => bus.close())
  const own = createEventLog(bus)
  const events = o.events?.(own) ?? own
  const poster = createPoster({ bus, log, events, ...(o.most ? { most: o.most } : {}) })
  const topic = `user:${randomUUID()}`
  const heard: number[] = []
  await own.hear(topic, ({ event }) => heard.push((event as { n: number }).n))
  const hears = (numbers: number[]) => eventually(async () => assert.deepEqual(heard, numbers))
  const fall = async () => {
    await redis.kill()
    await becomes(bus, false)
  }
  const rise = async () => {
    await redis.restart()
    await becomes(bus, true)
  }
  return { poster, topic, hears, fall, rise }
}

test('[RT11] what is said is said in order, also while Redis is away', async t => {
  const { poster, topic, hears, fall, rise } = await setUp(t)
  for (let n = 1; n <= 50; n++) poster.post(topic, { n })
  await hears(Array.from({ length: 50 }, (_, i) => i + 1))
  await fall()
  for (let n = 51; n <= 99; n++) poster.post(topic, { n })
  assert.equal(poster.waiting, 49)
  await rise()
  await hears(Array.from({ length: 99 }, (_, i) => i + 1))
  await eventually(async () => assert.equal(poster.waiting, 0))
})

test('[RT11] an answer that was lost is asked for again, and the event is there once', async t => {
  let lose = 2
  const { poster, topic, hears } = await setUp(t, {
    events: own => ({
      ...own,
      async append(...args) {
        const id = await own.append(...args)
        if (lose-- > 0) throw new BusDown('the answer was lost')
        return id
      },
    }),
  })
  for (const n of [1, 2, 3]) poster.post(topic, { n })
  await hears([1, 2, 3])
  await eventually(async () => assert.equal(poster.waiting, 0))
})

test('[RT11] while Redis is away no more wait than may, and one that cannot be said holds up none', async t => {
  const noise = t.mock.method(log, 'error')
  const { poster, topic, hears, fall, rise } = await setUp(t, { most: 3 })
  await fall()
  for (const n of [1, 2, 3, 4, 5]) poster.post(topic, { n })
  assert.equal(poster.waiting, 3)
  assert.equal(noise.mock.callCount(), 1)
  await rise()
  await hears([1, 2, 3])
  poster.post(topic, { n: 6, pad: 'x'.repeat(1_000_000) })
  poster.post(topic, { n: 7 })
  await hears([1, 2, 3, 7])
})

test('[RT11] a stop lets go out what waits', async t => {
  const { poster, topic, hears } = await setUp(t)
  for (const n of [1, 2, 3]) poster.post(topic, { n })
  await poster.stop()
  assert.equal(poster.waiting, 0)
  await hears([1, 2, 3])
})
