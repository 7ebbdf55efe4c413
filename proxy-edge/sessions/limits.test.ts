import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { connectBus } from '#bus/connect.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { silentLog } from '#kit/log.ts'
import type { ProxyLimits } from '#protocol/directory.ts'
import type { ProxyUser } from '../known/known.ts'
import { noLimits } from '../testing/edge.ts'
import { createLimits } from './limits.ts'

const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log: silentLog(), name: 'test' })
after(() => bus.close().then(() => redis.stop()))

const clock = { ms: Date.UTC(2026, 10, 30, 23, 59, 50), now: () => clock.ms }
const edges = () =>
  [createLimits({ bus, edge: 'a', ...clock }), createLimits({ bus, edge: 'b', ...clock })] as const
const user = (limits: Partial<ProxyLimits>): ProxyUser => ({
  ...{ kind: 'proxyUser', id: randomUUID(), account: randomUUID(), login: 'ann', secret: '', allowIps: [] },
  ...{ enabled: true, revision: 1, gone: false, limits: { ...noLimits, ...limits } },
})

test('[SE3] connections at once are counted over all edges, also by an edge that hears of the login for the first time', async () => {
  const [a, b] = edges()
  const ann = user({ maxConnections: 2 })
  assert.equal(await a.admit(ann), null)
  assert.equal(await a.admit(ann), null)
  assert.match((await a.admit(ann))!, /^2 connections/)
  await a.second(() => ann)
  assert.match((await b.admit(ann))!, /^2 connections/)
  a.release(ann.id)
  for (const edge of [a, b]) await edge.second(() => ann)
  assert.equal(await b.admit(ann), null)
  await b.second(() => ann)
  await a.second(() => ann)
  assert.match((await a.admit(ann))!, /^2 connections/)
})

test('[SE3] bytes of a day and of a month are counted over all edges, and begin anew with the day and the month', async () => {
  const [a, b] = edges()
  const ann = user({ dayBytes: 1_000, monthBytes: 1_500 })
  assert.equal(await a.admit(ann), null)
  a.moved(ann.id, 600)
  assert.equal(a.over(ann), null)
  await a.second(() => ann)
  assert.equal(await b.admit(ann), null)
  b.moved(ann.id, 399)
  assert.equal(b.over(ann), null)
  b.moved(ann.id, 1)
  assert.match(b.over(ann)!, /^1000 bytes a day/)
  await b.second(() => ann)
  await a.second(() => ann)
  assert.match(a.over(ann)!, /^1000 bytes a day/)
  assert.match((await a.admit(ann))!, /^1000 bytes a day/)
  // The first of December, in UTC.
  clock.ms += 20_000
  assert.equal(a.over(ann), null)
  assert.equal(await a.admit(ann), null)
})

test('[SE3] who would have to wait too long for the speed is told so', async () => {
  const [a] = edges()
  const ann = user({ bytesPerSecond: 1_000 })
  assert.equal(await a.turn(ann), null)
  a.speed(ann).up!.take(20_000)
  assert.match((await a.turn(ann))!, /^1000 bytes a second/)
  clock.ms += 60_000
  assert.equal(await a.turn(ann), null)
})

test('[SE3] without Redis limits of this edge hold, and what was not told is told later', async () => {
  const [a, b] = edges()
  const ann = user({ dayBytes: 1_000, maxConnections: 1 })
  assert.equal(await a.admit(ann), null)
  await redis.kill()
  await becomes(bus, false)
  a.moved(ann.id, 999)
  await a.second(() => ann)
  assert.match((await a.admit(ann))!, /^1 connections/)
  assert.equal(a.over(ann), null)
  a.moved(ann.id, 1)
  assert.match(a.over(ann)!, /^1000 bytes a day/)
  await redis.restart()
  await becomes(bus, true)
  await a.second(() => ann)
  a.release(ann.id)
  await a.second(() => ann)
  assert.match((await b.admit(ann))!, /^1000 bytes a day/)
})
