import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { BusDown } from '#bus/bus-down.ts'
import { connectBus } from '#bus/connect.ts'
import { createEventLog, type Entry, type EventLog, positionOf } from '#bus/log.ts'
import { keys } from '#bus/names.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { silentLog } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { createFakeReader, type FakeReader } from '../testing/fake-reader.ts'
import type { Frame } from './frame.ts'
import { createReliable, type reliableTiming } from './reliable.ts'

const log = silentLog()
const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => from + i)

/** One hub: its own way to Redis, its own channel of the topic. The state is how many events were said before. */
async function openHub(
  t: TestContext,
  url: string,
  topic: string,
  o: {
    timing?: Partial<typeof reliableTiming>
    snapshot?: () => Promise<object>
    events?: (own: EventLog) => EventLog
  } = {},
) {
  const bus = await connectBus({ url, log, name: 'hub' })
  const own = createEventLog(bus)
  const events = o.events?.(own) ?? own
  const figures = { resumed: 0, reset: 0, lags: 0 }
  let snapshots = 0
  const reliable = createReliable({
    bus,
    events,
    timing: { auditMs: 3_600_000, ...o.timing },
    figures: {
      resumed: () => void figures.resumed++,
      reset: () => void figures.reset++,
      lag: () => void figures.lags++,
    },
    log,
  })
  t.after(() => reliable.stop().then(() => bus.close()))
  const channel = reliable.channel(topic, {
    async snapshot() {
      snapshots++
      return (await o.snapshot?.()) ?? { n: 0 }
    },
  })
  return {
    bus,
    events: own,
    reliable,
    channel,
    figures,
    get snapshots() {
      return snapshots
    },
  }
}

async function setUp(t: TestContext, o: { args?: string[] } & Parameters<typeof openHub>[3] = {}) {
  const redis = await startRedis({ args: o.args ?? [] })
  t.after(() => redis.stop())
  const topic = `user:${randomUUID()}`
  const hub = await openHub(t, redis.url, topic, o)
  return {
    redis,
    topic,
    hub,
    anotherHub: (more: typeof o = {}) => openHub(t, redis.url, topic, more),
    say: async (...numbers: number[]) => {
      for (const n of numbers) await hub.events.append(topic, `k${n}`, { n })
    },
    restart: async (buses = [hub.bus]) => {
      await redis.kill()
      await Promise.all(buses.map(bus => becomes(bus, false)))
      await redis.restart()
      await Promise.all(buses.map(bus => becomes(bus, true)))
    },
  }
}
const hears = (who: FakeReader, numbers: number[]) =>
  eventually(async () => assert.deepEqual(who.heard(), numbers))
/** Gapless numbers, each event after the one before. */
function inOrder(who: FakeReader) {
  const events = who.messages().filter(m => m.event)
  events.forEach((m, i) => i > 0 && assert.equal(m.seq, events[i - 1]!.seq + 1))
}

test('[RT5] who subscribes gets the state, and then every event after it', async t => {
  const { hub, say } = await setUp(t)
  await say(1, 2)
  const ann = createFakeReader()
  assert.deepEqual(await ann.join(hub.channel), { resumed: false })
  assert.deepEqual(ann.messages()[0]?.snapshot, { n: 0 })
  assert.equal(ann.messages()[0]?.seq, 2)
  await say(3, 4)
  await hears(ann, [3, 4])
  inOrder(ann)
  assert.equal(ann.resets(), 0)
})

test('[RT5] what happens while the state is read, and until the answer is sent, follows it', async t => {
  const reading = Promise.withResolvers<void>()
  const { hub, say } = await setUp(t, {
    snapshot: async () => {
      await reading.promise
      return { n: 2 }
    },
  })
  await say(1)
  const ann = createFakeReader()
  const joining = hub.channel.join(ann.reader, undefined)
  await eventually(async () => assert.equal(hub.snapshots, 1))
  await say(...upTo(200, 2)) // more than a hub keeps in memory
  reading.resolve()
  const joined = await joining
  await say(201)
  assert.deepEqual(ann.messages(), [])
  joined.deliver()
  await say(202)
  await hears(ann, upTo(202, 2))
  assert.equal(ann.messages()[0]?.seq, 1)
  inOrder(ann)
})

test('[RT5] many who subscribe at once are one look at the state', async t => {
  const { hub, say } = await setUp(t)
  await say(1)
  const crowd = Array.from({ length: 500 }, createFakeReader)
  await Promise.all(crowd.map(one => one.join(hub.channel)))
  await say(2)
  for (const one of crowd) await hears(one, [2])
  assert.ok(hub.snapshots <= 2, `${hub.snapshots} looks`)
})

test('[RT6] who comes back gets what was missed: from memory, or from the row on another hub', async t => {
  const { hub, anotherHub, say } = await setUp(t)
  await say(1)
  const ann = createFakeReader()
  const bob = createFakeReader()
  await ann.join(hub.channel)
  await bob.join(hub.channel)
  await say(2)
  await hears(ann, [2])
  hub.channel.leave(ann.reader)
  await say(3, 4)
  await hears(bob, [2, 3, 4])

  const back = createFakeReader()
  assert.deepEqual(await back.join(hub.channel, ann.last()), { resumed: true })
  await hears(back, [3, 4])
  const other = await anotherHub()
  const there = createFakeReader()
  assert.deepEqual(await there.join(other.channel, ann.last()), { resumed: true })
  await hears(there, [3, 4])
  await say(5)
  for (const one of [bob, back, there]) {
    await eventually(async () => assert.equal(one.heard().at(-1), 5))
    inOrder(one)
  }
  assert.deepEqual([other.snapshots, there.snapshots().length], [0, 0])
  assert.deepEqual([hub.figures.resumed, other.figures.resumed], [1, 1])
})

test('[RT6] who is ahead of a hub that has not heard yet is told nothing twice', async t => {
  let deaf = true
  const { hub, anotherHub, say } = await setUp(t)
  await say(1)
  const slow = await anotherHub({
    events: own => ({ ...own, hear: (topic, fn) => own.hear(topic, entry => deaf || fn(entry)) }),
  })
  const bob = createFakeReader()
  await bob.join(slow.channel)
  const ann = createFakeReader()
  await ann.join(hub.channel)
  await say(2, 3)
  await hears(ann, [2, 3])
  const moved = createFakeReader()
  assert.deepEqual(await moved.join(slow.channel, ann.last()), { resumed: true })
  deaf = false
  await say(4)
  await hears(moved, [4])
  await hears(bob, [2, 3, 4])
})

test('[RT6] what happens while a reader is being looked after is not left for the next event', async t => {
  let deaf = true
  let reads = 0
  const answer = Promise.withResolvers<void>()
  const { hub, anotherHub, say } = await setUp(t)
  await say(1)
  const slow = await anotherHub({
    events: own => ({
      ...own,
      hear: (topic, fn) => own.hear(topic, entry => deaf || fn(entry)),
      async read(topic, after) {
        const reading = await own.read(topic, after)
        if (++reads === 2) await answer.promise
        return reading
      },
    }),
  })
  const [ann, bob, moved] = [createFakeReader(), createFakeReader(), createFakeReader()]
  await bob.join(slow.channel)
  await ann.join(hub.channel)
  await say(2, 3)
  await hears(ann, [2, 3])
  await moved.join(slow.channel, ann.last())
  await eventually(async () => assert.equal(reads, 2))
  deaf = false
  await say(4)
  await hears(bob, [2, 3, 4])
  answer.resolve()
  await hears(moved, [4])
})

test('[RT6] a position that is too old, or of nobody, begins anew and says so', async t => {
  const { hub, say, topic } = await setUp(t)
  await say(1)
  const start = await hub.events.position(topic)
  await Promise.all(upTo(Limits.logEvents + 2, 2).map(n => hub.events.append(topic, `k${n}`, { n })))
  for (const since of [start, { epoch: '1', seq: 1 }, { epoch: 'no such', seq: 3 }]) {
    const ann = createFakeReader()
    assert.deepEqual(await ann.join(hub.channel, since), { resumed: false })
    assert.equal(ann.resets(), 1)
    assert.deepEqual(ann.heard(), [])
    hub.channel.leave(ann.reader)
  }
  assert.equal(hub.figures.reset, 3)
})

test('[RT6] who was there while the row was empty resumes with its first event', async t => {
  const { hub, say } = await setUp(t)
  const ann = createFakeReader()
  await ann.join(hub.channel)
  assert.equal(ann.last().seq, 0)
  hub.channel.leave(ann.reader)
  await say(1, 2)
  const back = createFakeReader()
  assert.deepEqual(await back.join(hub.channel, ann.last()), { resumed: true })
  await hears(back, [1, 2])
})

test('[RT7] a message that was lost is told in its place when the next one comes', async t => {
  const lost = new Set<number>([2, 3])
  const { hub, say } = await setUp(t, {
    events: own => ({
      ...own,
      hear: (topic, fn) => own.hear(topic, entry => isIn(lost, entry) || fn(entry)),
    }),
  })
  await say(1)
  const ann = createFakeReader()
  await ann.join(hub.channel)
  await say(2, 3, 4, 5)
  await hears(ann, [2, 3, 4, 5])
  inOrder(ann)
})
const isIn = (lost: Set<number>, { event }: Entry) => lost.has((event as { n: number }).n)

test('[RT7] a message that was lost and followed by none is found all the same', async t => {
  const lost = new Set<number>([2])
  const { hub, say } = await setUp(t, {
    timing: { auditMs: 1 },
    events: own => ({
      ...own,
      hear: (topic, fn) => own.hear(topic, entry => isIn(lost, entry) || fn(entry)),
    }),
  })
  await say(1)
  const ann = createFakeReader()
  await ann.join(hub.channel)
  await say(2)
  await hears(ann, [2])
})

test('[RT7] Redis is killed and restarted with its data amid a stream of events: nothing lost or twice', async t => {
  const { redis, hub, anotherHub, topic, say } = await setUp(t, { args: durable })
  await say(1)
  const other = await anotherHub()
  const readers = Array.from({ length: 20 }, createFakeReader)
  await Promise.all(readers.map((one, i) => one.join(i % 2 ? hub.channel : other.channel)))
  let total = 1
  const enough = new AbortController()
  const saying = (async () => {
    while (!enough.signal.aborted) {
      const n = ++total
      // As a poster does it: again under its key until it is answered.
      await eventually(async () => void (await hub.events.append(topic, `k${n}`, { n })))
    }
  })()
  const heardMore = () => {
    const so = readers[0]!.heard().length
    return eventually(async () => assert.ok(readers[0]!.heard().length > so + 50))
  }
  for (let kills = 0; kills < 2; kills++) {
    await heardMore()
    await redis.kill()
    await becomes(hub.bus, false)
    await redis.restart()
  }
  await heardMore()
  enough.abort()
  await saying
  for (const one of readers) {
    await hears(one, upTo(total, 2))
    inOrder(one)
    assert.equal(one.resets(), 0)
  }
  const epochs = new Set(readers[0]!.messages().map(m => m.epoch))
  assert.equal(epochs.size, 3)
})

test('[RT8] a restart that lost the row is a reset for every reader, and new events follow it', async t => {
  const { hub, anotherHub, say, restart } = await setUp(t)
  await say(1)
  const other = await anotherHub()
  const readers = [createFakeReader(), createFakeReader(), createFakeReader()] as const
  await readers[0].join(hub.channel)
  await readers[1].join(hub.channel)
  await readers[2].join(other.channel)
  await say(2)
  for (const one of readers) await hears(one, [2])
  const looks = hub.snapshots
  await restart([hub.bus, other.bus])
  for (const one of readers) await eventually(async () => assert.equal(one.resets(), 1))
  await say(3)
  for (const one of readers) {
    await hears(one, [2, 3])
    const after = one.messages().slice(one.messages().findIndex(m => m.reset))
    assert.deepEqual(
      after.map(m => m.seq),
      [0, 1],
    )
  }
  assert.equal(hub.snapshots, looks + 1, 'one look for both')
})

test('[RT8] who has seen what a failover lost begins anew, and the rest goes on', async t => {
  const { hub, topic, say, restart } = await setUp(t, { args: durable })
  await say(1)
  const ann = createFakeReader()
  await ann.join(hub.channel)
  await say(2, 3)
  await hears(ann, [2, 3])
  const before = ann.messages().find(m => m.event?.n === 2)!
  const lost = ann.last()
  await hub.bus.run(r => r.xdel(keys.log(topic), `${lost.epoch}-${lost.seq}`))
  await restart()
  await eventually(async () => assert.equal(ann.resets(), 1))
  await say(4)
  await hears(ann, [2, 3, 4])
  const bob = createFakeReader()
  assert.deepEqual(await bob.join(hub.channel, { epoch: before.epoch, seq: before.seq }), { resumed: true })
  await hears(bob, [4])
})

test('[RT8] Redis away is unavailable for who comes, and nothing for who is there', async t => {
  const { redis, hub, say } = await setUp(t, { args: durable })
  await say(1)
  const ann = createFakeReader()
  await ann.join(hub.channel)
  await redis.kill()
  await becomes(hub.bus, false)
  await assert.rejects(async () => hub.channel.join(createFakeReader().reader, undefined), BusDown)
  await redis.restart()
  await becomes(hub.bus, true)
  await say(2)
  await hears(ann, [2])
  assert.equal(ann.byes, 0)
})

for (const [what, before] of [
  ['a row', [1]],
  ['an empty row', []],
] as const)
  test(`[RT8] a state that cannot be read now is read when it can be (${what})`, async t => {
    let broken = false
    const { hub, say, restart } = await setUp(t, {
      timing: { retryMs: 10 },
      snapshot: async () => {
        if (broken) throw new Error('no database')
        return { n: 7 }
      },
    })
    await say(...before)
    const ann = createFakeReader()
    await ann.join(hub.channel)
    broken = true
    await assert.rejects(async () => hub.channel.join(createFakeReader().reader, undefined), /no database/)
    const asked = hub.snapshots
    await restart()
    await eventually(async () => assert.ok(hub.snapshots > asked + 2))
    assert.equal(ann.resets(), 0)
    broken = false
    await eventually(async () => assert.equal(ann.resets(), 1))
    await say(2)
    await hears(ann, [2])
  })

test('[RT9] a reader that takes no more is told bye, comes back where it stood, and delays nobody', async t => {
  const { hub, say } = await setUp(t)
  await say(1)
  const slow = createFakeReader()
  const quick = createFakeReader()
  await slow.join(hub.channel)
  await quick.join(hub.channel)
  await say(2)
  await hears(slow, [2])
  slow.setFull(true)
  await say(3, 4)
  await hears(quick, [2, 3, 4])
  assert.equal(slow.byes, 1)
  const back = createFakeReader()
  assert.deepEqual(await back.join(hub.channel, slow.last()), { resumed: true })
  await hears(back, [3, 4])
})

test('[RT9] what was missed comes in frames of a bearable size, and what was taken is not sent again', async t => {
  const { hub, topic } = await setUp(t)
  const start = await hub.events.append(topic, 'k1', { n: 1 })
  const pad = 'x'.repeat(8_000)
  await Promise.all(upTo(100, 2).map(n => hub.events.append(topic, `k${n}`, { n, pad })))
  const ann = createFakeReader()
  await ann.join(hub.channel, positionOf(start))
  await hears(ann, upTo(100, 2))
  assert.ok(ann.frames.length > 3)
  inOrder(ann)
})

test('[RT10] events of one turn are one frame, and the same one for all', async t => {
  const { hub, say, topic } = await setUp(t)
  await say(1)
  const readers = [createFakeReader(), createFakeReader()] as const
  const taken = new Map<FakeReader, Frame[]>()
  for (const one of readers) {
    await one.join(hub.channel)
    const { offer } = one.reader
    taken.set(one, [])
    one.reader.offer = frame => {
      taken.get(one)!.push(frame)
      return offer(frame)
    }
  }
  // One command of Redis, so the messages come in one packet.
  await Promise.all(upTo(20, 2).map(n => hub.events.append(topic, `k${n}`, { n })))
  for (const one of readers) await hears(one, upTo(20, 2))
  const [first, second] = readers.map(one => taken.get(one)!)
  assert.ok(first!.length < 19, `${first!.length} frames for 19 events`)
  first!.forEach((frame, i) => assert.equal(frame, second![i], 'encoded once'))
})

test('[RT10] a topic that nobody hears is forgotten after a while, and not when its reader flaps', async t => {
  const { hub, topic } = await setUp(t, { timing: { graceMs: 200 } })
  const listens = async () => Number((await hub.bus.run(r => r.pubsub('NUMSUB', `live:${topic}`)))[1])
  const ann = createFakeReader()
  await ann.join(hub.channel)
  hub.channel.leave(ann.reader)
  assert.equal(hub.reliable.topics, 1)
  await ann.join(hub.channel)
  assert.equal(await listens(), 1)
  hub.channel.leave(ann.reader)
  await eventually(async () => assert.equal(hub.reliable.topics, 0))
  await eventually(async () => assert.equal(await listens(), 0))
})

test('[RT10] who left while joining hears nothing, and leaves nothing behind', async t => {
  const { hub, say } = await setUp(t, { timing: { graceMs: 1 } })
  await say(1)
  const ann = createFakeReader()
  const joining = hub.channel.join(ann.reader, undefined)
  hub.channel.leave(ann.reader)
  await Promise.resolve(joining).then(
    joined => joined.deliver(),
    () => {},
  )
  await say(2)
  await eventually(async () => assert.equal(hub.reliable.topics, 0))
  assert.deepEqual(ann.messages(), [])
})
