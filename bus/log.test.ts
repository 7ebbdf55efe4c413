import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { silentLog } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { Position } from '#protocol/socket.ts'
import { type Bus, BusDown, connectBus } from './connect.ts'
import { createEventLog, type Entry, type EventLog, positionOf } from './log.ts'
import { keys } from './names.ts'
import { becomes } from './testing/becomes.ts'
import { eventually } from './testing/eventually.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
/** As a Redis that holds money should be run: what it has answered survives it. */
const durable = ['--appendonly', 'yes', '--appendfsync', 'always']

async function setUp(t: TestContext, args: string[] = [], keeps?: { events: number; ms: number }) {
  const redis = await startRedis({ args })
  t.after(() => redis.stop())
  const bus = await connectBus({ url: redis.url, log, name: 'test' })
  t.after(() => bus.close())
  return { redis, bus, events: createEventLog(bus, keeps) }
}
const topic = () => `user:${randomUUID()}`
/** Appends 'a', 'b', … under keys of the same names. */
async function say(events: EventLog, to: string, words: string): Promise<string[]> {
  const ids: string[] = []
  for (const word of words) ids.push(await events.append(to, `key-${word}`, { word }))
  return ids
}
/** What came after, as one word; or `gone`. */
async function readAll(events: EventLog, from: string, after: Position): Promise<string> {
  const reading = await events.read(from, after)
  return reading === 'gone' ? 'gone' : reading.entries.map(e => (e.event as { word: string }).word).join('')
}
const restarted = async (redis: { kill(): Promise<void>; restart(): Promise<void> }, bus: Bus) => {
  await redis.kill()
  await becomes(bus, false)
  await redis.restart()
  await becomes(bus, true)
}

test('[RT1] numbers have no gap, each entry names the one before, and a reader gets what came after', async t => {
  const { events } = await setUp(t)
  const row = topic()
  const empty = await events.position(row)
  assert.equal(empty.seq, 0)
  const ids = await say(events, row, 'abcd')
  const reading = await events.read(row, empty)
  assert.ok(reading !== 'gone')
  assert.deepEqual(
    reading.entries.map(e => positionOf(e.id).seq),
    [1, 2, 3, 4],
  )
  assert.deepEqual(
    reading.entries.map(e => e.prev),
    ['0-0', ...ids.slice(0, 3)],
  )
  assert.deepEqual(reading.at, positionOf(ids[3]!))
  assert.deepEqual(await events.position(row), reading.at)
  assert.equal(await readAll(events, row, positionOf(ids[1]!)), 'cd')
  assert.equal(await readAll(events, row, reading.at), '')
})

test('[RT1] many who append at once make one row without a gap, heard in its order', async t => {
  const { redis, events } = await setUp(t)
  const other = await connectBus({ url: redis.url, log, name: 'other' })
  t.after(() => other.close())
  const row = topic()
  const heard: Entry[] = []
  const all = Promise.withResolvers<void>()
  await events.hear(row, entry => {
    heard.push(entry)
    if (heard.length === 200) all.resolve()
  })
  const writers = [events, createEventLog(other)]
  await Promise.all(
    Array.from({ length: 200 }, (_, n) => writers[n % 2]!.append(row, `k${n}`, { word: 'x' })),
  )
  await all.promise
  assert.deepEqual(
    heard.map(e => positionOf(e.id).seq),
    heard.map((_, i) => i + 1),
  )
  heard.forEach((entry, i) => assert.equal(entry.prev, heard[i - 1]?.id ?? '0-0'))
})

test('[RT2] a key that comes again changes nothing and answers the first id', async t => {
  const { events } = await setUp(t)
  const row = topic()
  const [id] = await say(events, row, 'ab')
  let heard = 0
  await events.hear(row, () => void heard++)
  assert.equal(await events.append(row, 'key-a', { word: 'other' }), id)
  const twice = await Promise.all([1, 2, 3].map(() => events.append(row, 'key-c', { word: 'c' })))
  assert.equal(new Set(twice).size, 1)
  assert.equal(await readAll(events, row, positionOf(id!)), 'bc')
  await say(events, row, 'd')
  await eventually(async () => assert.equal(heard, 2))
})

test('[RT2] an event whose answer was lost is said again after the restart and is there once', async t => {
  const { redis, bus, events } = await setUp(t, durable)
  const row = topic()
  const start = await events.position(row)
  await say(events, row, 'a')
  // It may have been taken before the server died, or not: whoever said it does not know.
  const unknown = events.append(row, 'key-b', { word: 'b' }).catch(() => null)
  await restarted(redis, bus)
  await unknown
  await say(events, row, 'b')
  await say(events, row, 'bc')
  const reading = await events.read(row, positionOf((await say(events, row, 'a'))[0]!))
  assert.ok(reading !== 'gone')
  assert.deepEqual(
    reading.entries.map(e => (e.event as { word: string }).word),
    ['b', 'c'],
  )
  assert.equal(await readAll(events, row, start), 'gone', 'an empty row of another run of Redis')
})

test('[RT3] after a restart with its data a row goes on: no number twice, nothing lost, another epoch', async t => {
  const { redis, bus, events } = await setUp(t, durable)
  const row = topic()
  const before = await say(events, row, 'ab')
  await restarted(redis, bus)
  const after = await say(events, row, 'cd')
  assert.deepEqual(
    [...before, ...after].map(id => positionOf(id).seq),
    [1, 2, 3, 4],
  )
  const epochs = [...before, ...after].map(id => Number(positionOf(id).epoch))
  assert.equal(epochs[0], epochs[1])
  assert.ok(epochs[2]! > epochs[1]!)
  assert.equal(epochs[3], epochs[2])
  assert.equal(await readAll(events, row, positionOf(before[0]!)), 'bcd')
})

test('[RT3] who has seen an event that Redis lost is told so, and who has not goes on', async t => {
  const { redis, bus, events } = await setUp(t, durable)
  const row = topic()
  const [a, b, c] = await say(events, row, 'abc')
  // As a failover to a replica that was behind, or a disk that lost its last second.
  await bus.run(async r => {
    await r.xdel(keys.log(row), c!)
    await r.hdel(keys.logKeys(row), 'key-c')
  })
  await restarted(redis, bus)
  assert.equal(await readAll(events, row, positionOf(c!)), 'gone')
  const [d] = await say(events, row, 'd')
  assert.equal(positionOf(d!).seq, 3, 'the number is used again')
  assert.equal(await readAll(events, row, positionOf(c!)), 'gone')
  assert.equal(await readAll(events, row, positionOf(b!)), 'd')
  assert.equal(await readAll(events, row, positionOf(a!)), 'bd')
})

test('[RT3] after an empty restart every position is gone, also of a row that was empty', async t => {
  const { redis, bus, events } = await setUp(t)
  const [row, silent] = [topic(), topic()]
  const empty = await events.position(silent)
  const [a, b] = await say(events, row, 'ab')
  await restarted(redis, bus)
  for (const word of ['', 'c']) {
    await say(events, row, word)
    for (const id of [a, b]) assert.equal(await readAll(events, row, positionOf(id!)), 'gone')
    assert.equal(await readAll(events, silent, empty), 'gone')
  }
})

test('[RT4] a row keeps its latest events; who has missed more is told so', async t => {
  const { bus, events } = await setUp(t, [], { events: 3, ms: 60_000 })
  const row = topic()
  const empty = await events.position(row)
  const ids = await say(events, row, 'abcdef')
  assert.equal(await readAll(events, row, empty), 'gone')
  assert.equal(await readAll(events, row, positionOf(ids[1]!)), 'gone')
  assert.equal(await readAll(events, row, positionOf(ids[2]!)), 'def', 'the oldest follows it')
  assert.equal(await readAll(events, row, positionOf(ids[3]!)), 'ef')
  const known = await bus.run(r => r.hkeys(keys.logKeys(row)))
  assert.deepEqual(known.sort(), ['key-d', 'key-e', 'key-f'], 'keys go with their events')
})

test('[RT4] a row that nobody wrote to for long is gone, and so is what was empty so long ago', async t => {
  const { bus, events } = await setUp(t, [], { events: 10, ms: 60_000 })
  const row = topic()
  const empty = await events.position(row)
  const [a] = await say(events, row, 'a')
  for (const key of [keys.log(row), keys.logKeys(row)]) {
    const left = await bus.run(r => r.pttl(key))
    assert.ok(left > 50_000 && left <= 60_000)
    await bus.run(r => r.del(key))
  }
  assert.equal(await readAll(events, row, positionOf(a!)), 'gone')
  const [at, run] = empty.epoch.split('~')
  const long = { epoch: `${Number(at) - 61_000}~${run}`, seq: 0 }
  assert.equal(await readAll(events, row, long), 'gone')
  assert.equal(await readAll(events, row, empty), '')
})

test('[RT4] a position that nobody gave is gone, whatever is in it', async t => {
  const { events } = await setUp(t)
  const row = topic()
  await say(events, row, 'a')
  for (const epoch of ['', '0', '-', '(1', '1~', '1~zz', "1') return 1", '9'.repeat(300), 'a-b'])
    for (const seq of [0, 1, Number.MAX_SAFE_INTEGER])
      assert.equal(await readAll(events, row, { epoch, seq }), 'gone', `${epoch} ${seq}`)
})

test('[RT4] an event over the limit is refused before Redis sees it', async t => {
  const { events } = await setUp(t)
  const row = topic()
  await assert.rejects(events.append(row, 'k', { word: 'x'.repeat(Limits.logEventBytes) }), RangeError)
  assert.equal((await events.position(row)).seq, 0)
})

test('[BU2] while Redis is away nothing is appended or read', async t => {
  const { redis, bus, events } = await setUp(t)
  await redis.kill()
  await becomes(bus, false)
  await assert.rejects(events.append(topic(), 'k', {}), BusDown)
  await assert.rejects(events.position(topic()), BusDown)
})
