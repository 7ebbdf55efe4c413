import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { connectBus } from '#bus/connect.ts'
import { sayPosted } from '#bus/spent.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { silentLog } from '#kit/log.ts'
import type { ProxyLimits } from '#protocol/directory.ts'
import type { Account, ProxyUser } from '../known/known.ts'
import { noLimits } from '../testing/edge.ts'
import { createLimits } from './limits.ts'

const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log: silentLog(), name: 'test' })
after(() => bus.close().then(() => redis.stop()))

const clock = { ms: Date.UTC(2026, 10, 30, 23, 59, 50), now: () => clock.ms }
const accounts = new Map<string, Account>()
const made = (edge: string) =>
  createLimits({ bus, edge, epoch: randomUUID(), account: id => accounts.get(id), ...clock })
const edges = () => [made('a'), made('b')] as const
const user = (limits: Partial<ProxyLimits>): ProxyUser => ({
  ...{ kind: 'proxyUser', id: randomUUID(), account: randomUUID(), login: 'ann', secret: '', allowIps: [] },
  ...{ enabled: true, revision: 1, gone: false, limits: { ...noLimits, ...limits } },
})
const known = (user: ProxyUser) => (id: string) => (id === user.id ? user : undefined)

test('[SE3] connections at once are counted over all edges, also by an edge that hears of the login for the first time', async () => {
  const [a, b] = edges()
  const ann = user({ maxConnections: 2 })
  assert.equal(await a.admit(ann), null)
  assert.equal(await a.admit(ann), null)
  assert.match((await a.admit(ann))!, /^2 connections/)
  await a.tell(known(ann))
  assert.match((await b.admit(ann))!, /^2 connections/)
  a.release(ann)
  for (const edge of [a, b]) await edge.tell(known(ann))
  assert.equal(await b.admit(ann), null)
  await b.tell(known(ann))
  await a.tell(known(ann))
  assert.match((await a.admit(ann))!, /^2 connections/)
})

test('[SE3] bytes of a day and of a month are counted over all edges, and begin anew with the day and the month', async () => {
  const [a, b] = edges()
  const ann = user({ dayBytes: 1_000, monthBytes: 1_500 })
  assert.equal(await a.admit(ann), null)
  a.moved(ann, 600)
  assert.equal(a.over(ann), null)
  await a.tell(known(ann))
  assert.equal(await b.admit(ann), null)
  b.moved(ann, 399)
  assert.equal(b.over(ann), null)
  b.moved(ann, 1)
  assert.match(b.over(ann)!, /^1000 bytes a day/)
  await b.tell(known(ann))
  await a.tell(known(ann))
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
  a.moved(ann, 999)
  await a.tell(known(ann))
  assert.match((await a.admit(ann))!, /^1 connections/)
  assert.equal(a.over(ann), null)
  a.moved(ann, 1)
  assert.match(a.over(ann)!, /^1000 bytes a day/)
  await redis.restart()
  await becomes(bus, true)
  await a.tell(known(ann))
  a.release(ann)
  await a.tell(known(ann))
  assert.match((await b.admit(ann))!, /^1000 bytes a day/)
})

test('[SE9] bytes of an account are those of all its proxy users over all edges, in days of its own zone', async () => {
  const [a, b] = edges()
  const [ann, bob] = [user({}), user({})]
  bob.account = ann.account
  const both = (id: string) => [ann, bob].find(it => it.id === id)
  accounts.set(ann.account, {
    ...{ kind: 'account', id: ann.account, revision: 1, gone: false, standing: 'active' },
    ...{ timeZone: 'Asia/Tashkent', limits: { dayBytes: 1_000, monthBytes: null } },
  })
  // Five hours before UTC's midnight the day begins in Tashkent.
  clock.ms = Date.UTC(2026, 11, 5, 18, 59, 50)
  assert.equal(await a.admit(ann), null)
  assert.equal(await b.admit(bob), null)
  a.moved(ann, 600)
  b.moved(bob, 399)
  for (const edge of [a, b, a]) await edge.tell(both)
  assert.equal(a.over(ann), null)
  b.moved(bob, 1)
  for (const edge of [b, a]) await edge.tell(both)
  assert.match(a.over(ann)!, /^the account's 1000 bytes a day/)
  assert.match((await b.admit(ann))!, /^the account's 1000 bytes a day/)
  clock.ms += 20_000
  assert.equal(a.over(ann), null)
  assert.equal(await b.admit(ann), null)
})

test('[SE9] a Redis that began anew forgets nothing that its edges carried, and counts nothing twice', async () => {
  const [a, b] = edges()
  const ann = user({ dayBytes: 1_000 })
  assert.equal(await a.admit(ann), null)
  a.moved(ann, 700)
  await a.tell(known(ann))
  await bus.run(it => it.flushall())
  a.restate()
  await a.tell(known(ann))
  await a.tell(known(ann))
  assert.equal(await b.admit(ann), null)
  b.moved(ann, 299)
  await b.tell(known(ann))
  assert.equal(b.over(ann), null)
  b.moved(ann, 1)
  assert.match(b.over(ann)!, /^1000 bytes a day/)
})

test('[SE9] what was posted of edges that are gone counts too, and never beside what edges say themselves', async () => {
  const [a] = edges()
  const ann = user({ dayBytes: 1_000 })
  const today = new Date(clock.ms).toISOString().slice(0, 10)
  const posted = { account: ann.account, proxyUser: ann.id, today, monthBytes: 0 }
  await sayPosted(bus, [{ ...posted, dayBytes: 900 }])
  await sayPosted(bus, [{ ...posted, dayBytes: 800 }])
  assert.equal(await a.admit(ann), null)
  a.moved(ann, 99)
  await a.tell(known(ann))
  assert.equal(a.over(ann), null)
  await sayPosted(bus, [{ ...posted, dayBytes: 1_000 }])
  await a.tell(known(ann))
  assert.match(a.over(ann)!, /^1000 bytes a day/)
})
