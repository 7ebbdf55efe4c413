import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { createLog } from '#kit/log.ts'
import { type Bus, BusDown, connectBus } from './connect.ts'
import { createSlots } from './slots.ts'
import { becomes } from './testing/becomes.ts'
import { eventually } from './testing/eventually.ts'
import { startRedis, type TestRedis } from './testing/redis.ts'

const full = ['--maxmemory', '1', '--maxmemory-policy', 'noeviction']

async function open(t: TestContext, args: string[] = []) {
  const redis = await startRedis({ args })
  t.after(() => redis.stop())
  // Somebody who may do all, and sets the server up.
  const admin = new Redis({ port: redis.port, host: '127.0.0.1' })
  t.after(() => admin.disconnect())
  return { redis, admin }
}

/** A bus, what it logs and how it changes. */
async function join(t: TestContext, redis: TestRedis, login = '') {
  const lines: string[] = []
  const log = createLog({ name: 'test', level: 'debug' }, { write: line => void lines.push(line) })
  const bus = await connectBus({ url: redis.url.replace('//', `//${login}`), log, name: 'test' })
  t.after(() => bus.close())
  const changes: boolean[] = []
  bus.onChange(up => void changes.push(up))
  const warned = (what: string) => lines.filter(it => it.includes('"warn"') && it.includes(what)).length
  return { bus, lines, changes, warned, log }
}

const write = (bus: Bus) => bus.run(r => r.set('a', '1'))

test('[BU6] a full Redis answers PING, and is told as one that does not serve until it has room', async t => {
  const { redis, admin } = await open(t, full)
  const { bus, changes, warned } = await join(t, redis)
  assert.equal(bus.up, true)
  await assert.rejects(bus.ping(), (err: Error) => err instanceof BusDown && err.message.startsWith('OOM'))
  assert.equal(bus.up, false)
  await assert.rejects(write(bus), BusDown)
  await bus.publish('words', { word: 'what works goes on' })
  await assert.rejects(bus.ping(), /OOM/)

  await admin.config('SET', 'maxmemory', '0')
  await becomes(bus, true)
  await bus.ping()
  assert.deepEqual(changes, [false, true])
  assert.equal(warned('refuses to serve'), 1)
})

test('[BU6] what an ACL forbids is told and does not come and go with each command that is allowed', async t => {
  const { redis, admin } = await open(t)
  await admin.acl('SETUSER', 'app', 'on', '>x', '~*', '&*', '+@all', '-set')
  const { bus, changes } = await join(t, redis, 'app:x@')
  await assert.rejects(write(bus), BusDown)
  // The trial is forbidden as well: it writes from a script.
  await assert.rejects(bus.ping(), /NOPERM|ERR/)
  await bus.run(r => r.get('a'))
  assert.equal(bus.up, false)
  await admin.acl('SETUSER', 'app', '+set')
  await becomes(bus, true)
  await bus.ping()
  assert.deepEqual(changes, [false, true])
})

test('[BU6] while a script holds Redis up, giving back a slot fails nobody', async t => {
  const { redis, admin } = await open(t, ['--busy-reply-threshold', '10'])
  const { bus, log } = await join(t, redis)
  const slots = createSlots(bus, { name: 'test', max: 1, ttlMs: 60_000, log })
  t.after(() => slots.stop())
  assert.equal(await slots.take('ann', '1'), true)
  const looping = new Redis({ port: redis.port, host: '127.0.0.1' })
  t.after(() => looping.disconnect())
  const loop = assert.rejects(looping.eval('while true do end', 0), /killed/)
  await eventually(() => assert.rejects(admin.get('a'), /BUSY/))
  await slots.release('ann', '1')
  await assert.rejects(bus.ping(), BusDown)
  assert.equal(bus.up, false)
  await admin.script('KILL')
  await loop
  await becomes(bus, true)
})

test('[BU11] giving back a slot fails nobody, whatever Redis says to it', async t => {
  const { redis, admin } = await open(t)
  const { bus, log, warned } = await join(t, redis)
  const slots = createSlots(bus, { name: 'test', max: 1, ttlMs: 60_000, log })
  await admin.set('{slots:test}:ann', 'no set at all')
  await slots.release('ann', '1')
  assert.equal(warned('not given back'), 1)
  await slots.stop()
})

test('[BU12] a Redis that lets in and forbids to listen is dialled ever more seldom', async t => {
  const { redis, admin } = await open(t)
  await admin.acl('SETUSER', 'app', 'on', '>x', '~*', '+@all', 'resetchannels')
  const { bus, changes, warned } = await join(t, redis, 'app:x@')
  const dials = await dialCounter(admin)
  const since = performance.now()
  await bus.subscribe('words', z.object({}), () => {})
  await eventually(async () => assert.ok((await dials()) >= 6))
  // At the least 50, 100, 200, 400 and 800 ms lie between them.
  assert.ok(performance.now() - since > 1_500, 'not as fast as it can')
  assert.deepEqual(changes, [false])
  assert.equal(warned('could not subscribe'), 1)
})

test('[BU12] a Redis that became read-only is dialled ever more seldom, and is not up in between', async t => {
  const { redis: master } = await open(t)
  const { redis, admin } = await open(t)
  const { bus, changes } = await join(t, redis)
  await admin.call('REPLICAOF', '127.0.0.1', master.port)
  const dials = await dialCounter(admin)
  const since = performance.now()
  await assert.rejects(write(bus), BusDown)
  await eventually(async () => {
    await write(bus).catch(() => {})
    assert.ok((await dials()) >= 6)
  })
  assert.ok(performance.now() - since > 1_500, 'not as fast as it can')
  assert.deepEqual(changes, [false])
  await admin.call('REPLICAOF', 'NO', 'ONE')
  await becomes(bus, true)
  await write(bus)
})

test('[KT5] a refused password is not in the log', async t => {
  const { redis, admin } = await open(t)
  await admin.acl('SETUSER', 'app', 'on', '>right')
  const { bus, lines } = await join(t, redis, 'app:hunter22@')
  assert.equal(bus.up, false)
  assert.match(lines.join(''), /WRONGPASS/)
  assert.doesNotMatch(lines.join(''), /hunter22/)
})

/** How many connections were made from now on. */
async function dialCounter(admin: Redis): Promise<() => Promise<number>> {
  const count = async () => Number(/total_connections_received:(\d+)/.exec(await admin.info('stats'))?.[1])
  const before = await count()
  return async () => (await count()) - before
}
