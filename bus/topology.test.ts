import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { Redis } from 'ioredis'
import { z } from 'zod'
import { silentLog } from '#kit/log.ts'
import { createClock } from './clock.ts'
import { type Bus, BusDown, connectBus } from './connect.ts'
import { createEventLog } from './log.ts'
import { readNodes } from './nodes.ts'
import { readProcesses } from './processes.ts'
import { hearRadar, readRadar, windowStart } from './radar.ts'
import { createSlots } from './slots.ts'
import { becomes } from './testing/becomes.ts'
import { createBenchEdge } from './testing/edge/bench-edge.ts'
import { randomId, seededRandom } from './testing/edge/random.ts'
import { eventually } from './testing/eventually.ts'
import { freePort, startRedis, type TestRedis } from './testing/redis.ts'
import { createThrottle } from './throttle.ts'

const log = silentLog()

const asCluster = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1']

/** Sends one command outside the bus, to set the servers up. */
async function tell(port: number, command: string, ...args: (string | number)[]): Promise<unknown> {
  const redis = new Redis({ port, host: '127.0.0.1' })
  try {
    return await redis.call(command, ...args)
  } finally {
    redis.disconnect()
  }
}

async function rounds(bus: Bus): Promise<void> {
  const { promise: heard, resolve } = Promise.withResolvers<string>()
  const off = await bus.subscribe('words', z.object({ word: z.string() }), it => resolve(it.word))
  await bus.publish('words', { word: 'ann' })
  const lost = setTimeout(resolve, 2_000, 'nothing was heard')
  assert.equal(await heard, 'ann')
  clearTimeout(lost)
  off()

  const rule = { freeTries: 1, firstDelayMs: 60_000, maxDelayMs: 60_000, forgetMs: 60_000 }
  const throttle = createThrottle(bus, { name: 'test', ...rule, log })
  const slots = createSlots(bus, { name: 'test', max: 1, ttlMs: 60_000, log })
  for (const key of ['a', 'b', 'c', 'd']) {
    await throttle.clear(key)
    assert.equal(await throttle.attempt(key), 0)
    assert.equal(await slots.take(key, 'one'), true)
    assert.equal(await slots.take(key, 'two'), false)
  }
  const events = createEventLog(bus)
  for (const topic of ['a', 'b', 'c', 'd']) {
    const row = `${topic}:${randomUUID()}`
    const start = await events.position(row)
    const first = await events.append(row, 'one', {})
    assert.equal(await events.append(row, 'one', {}), first)
    const reading = await events.read(row, start)
    assert.deepEqual(reading !== 'gone' && reading.entries.map(entry => entry.id), [first])
  }
  await slots.renew()
  await slots.stop()
  assert.equal(await bus.run(redis => redis.exists('{slots:test}:a')), 0)
  assert.deepEqual(await readProcesses(bus), [])
  await roundOfTheNetwork(bus)
}

/** Its keys live on several nodes of a Cluster. */
async function roundOfTheNetwork(bus: Bus): Promise<void> {
  const clock = createClock(bus, log)
  const random = seededRandom(1)
  const ids = () => Array.from({ length: 3 }, () => randomId(random))
  const [accounts, nodes] = [ids(), ids()]
  const { promise: heard, resolve } = Promise.withResolvers<string>()
  const off = await hearRadar(bus, one => resolve(one.id))
  await clock.sync()
  const edge = createBenchEdge(bus, {
    ...{ edge: `edge-${Math.random()}`, epoch: 'a', clock, random },
    ...{ accounts, nodes, sessionsPerAccount: 1 },
  })
  assert.equal(await edge.second(), true)
  const lost = setTimeout(resolve, 2_000, 'nothing was heard')
  const id = await heard
  clearTimeout(lost)
  off()
  assert.ok((await readRadar(bus, windowStart)).heard.some(one => one.id === id))
  const known = new Set<string>()
  for await (const some of readNodes(bus)) for (const node of some) known.add(node.id)
  assert.ok(nodes.every(node => known.has(node)))
  await clock.stop()
}

/** Two masters that know each other and share the slots: the first has those up to `last`. */
async function clusterOfTwo(
  t: TestContext,
  last: number,
  more: string[] = [],
): Promise<[TestRedis, TestRedis]> {
  const args = [...asCluster, ...more]
  const [one, two] = [await startRedis({ args }), await startRedis({ args })]
  t.after(() => Promise.all([one.stop(), two.stop()]))
  await tell(one.port, 'cluster', 'addslotsrange', 0, last)
  await tell(two.port, 'cluster', 'addslotsrange', last + 1, 16383)
  await tell(one.port, 'cluster', 'meet', '127.0.0.1', two.port)
  for (const { port } of [one, two])
    while (!/cluster_slots_assigned:16384/.test(String(await tell(port, 'cluster', 'info'))))
      await sleepABit()
  return [one, two]
}

/** A master, a replica that is in step with it, and a sentinel that watches the master. */
async function watchedPair(t: TestContext) {
  const master = await startRedis({ args: ['--repl-diskless-sync-delay', '0'] })
  const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] })
  t.after(() => Promise.all([master.stop(), replica.stop()]))
  while (!/master_link_status:up/.test(String(await tell(replica.port, 'info', 'replication'))))
    await sleepABit()
  const sentinel = await startRedis({ sentinelOf: master.port })
  t.after(() => sentinel.stop())
  return { master, replica, sentinel }
}

test('[BU5] a cluster of two nodes serves the bus', async t => {
  const [one, two] = await clusterOfTwo(t, 8191)

  const bus = await connectBus({
    url: `redis+cluster://127.0.0.1:${one.port},127.0.0.1:${two.port}`,
    log,
    name: 'test',
  })
  t.after(() => bus.close())
  await becomes(bus, true)
  await rounds(bus)
})

test('[BU6] a Cluster of which one master is dead is told as one that does not serve', async t => {
  const more = ['--cluster-require-full-coverage', 'no', '--cluster-node-timeout', '60000']
  const [one, two] = await clusterOfTwo(t, 14_000, more)

  const bus = await connectBus({ url: `redis+cluster://127.0.0.1:${one.port}`, log, name: 'test' })
  t.after(() => bus.close())
  await becomes(bus, true)
  await bus.ping()
  await two.kill()
  await assert.rejects(bus.ping(), BusDown)
  assert.equal(bus.up, false)
  await two.restart()
  await becomes(bus, true)
  await bus.ping()
})

test('[BU3] a bus on a cluster that died finds it again', async t => {
  const node = await startRedis({ args: asCluster })
  t.after(() => node.stop())
  await tell(node.port, 'cluster', 'addslotsrange', 0, 16383)
  while (!/cluster_state:ok/.test(String(await tell(node.port, 'cluster', 'info')))) await sleepABit()
  const bus = await connectBus({ url: `redis+cluster://127.0.0.1:${node.port}`, log, name: 'test' })
  t.after(() => bus.close())
  await becomes(bus, true)
  await node.kill()
  await becomes(bus, false)
  await node.restart()
  await becomes(bus, true)
  await rounds(bus)
})

test('[BU5] behind Sentinel the bus follows the master', async t => {
  const { master, replica, sentinel } = await watchedPair(t)

  const bus = await connectBus({
    url: `redis+sentinel://127.0.0.1:${sentinel.port}/mymaster`,
    log,
    name: 'test',
  })
  t.after(() => bus.close())
  await becomes(bus, true)
  await eventually(() => rounds(bus))

  while (!/slaves=1/.test(String(await tell(sentinel.port, 'info', 'sentinel')))) await sleepABit()
  await master.kill()
  await becomes(bus, false)
  await becomes(bus, true)
  // Sentinel announces the new master after some have found it already: they dial once more, and what is said in
  // that moment is lost, as pub/sub may be.
  await eventually(async () => {
    assert.match(await bus.run(redis => redis.info('server')), new RegExp(`tcp_port:${replica.port}`))
    await rounds(bus)
  })
})

test('[BU5] a sentinel that is away is no noise, and tells of a failover again when it is back', async t => {
  const { replica, sentinel } = await watchedPair(t)
  const noise = t.mock.method(console, 'error', () => {})

  const bus = await connectBus({
    url: `redis+sentinel://127.0.0.1:${sentinel.port},127.0.0.1:${await freePort()}/mymaster`,
    log,
    name: 'test',
  })
  t.after(() => bus.close())
  await becomes(bus, true)
  await sentinel.restart()
  await eventually(async () =>
    assert.match(String(await tell(sentinel.port, 'client', 'list')), / sub=[1-9]/),
  )
  await eventually(async () =>
    assert.match(String(await tell(sentinel.port, 'info', 'sentinel')), /status=ok,.*slaves=1/),
  )
  // The old master goes on answering all the while.
  await tell(sentinel.port, 'sentinel', 'failover', 'mymaster')
  await eventually(async () => {
    assert.match(await bus.run(redis => redis.info('server')), new RegExp(`tcp_port:${replica.port}`))
    await rounds(bus)
  })
  assert.equal(noise.mock.callCount(), 0)
})

/** Between two looks at a server that is getting ready. */
const sleepABit = () => new Promise(resolve => setTimeout(resolve, 20))
