import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { silentLog } from '#kit/log.ts'
import type { NodeReport } from '#protocol/trust/report.ts'
import { connectBus } from './connect.ts'
import { keys } from './names.ts'
import { createReportsSender, nodeReports, nodeReportsGroup } from './node-reports.ts'
import { eventually } from './testing/eventually.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'test' })
after(() => bus.close().then(() => redis.stop()))

const came = (at: number): NodeReport => ({
  ...{ kind: 'came', node: randomUUID(), edge: 'one', at, tunnel: '198.51.100.7' },
})
const times = (entries: readonly { text: string }[]) =>
  entries.flatMap(it => nodeReports(it.text)).map(it => it.at)

test('[BU24] reports of nodes are kept in order while Redis is away, and handled by one hub', async t => {
  const sender = createReportsSender(bus, { log })
  for (let i = 0; i < 250; i++) sender.add(came(i))
  assert.equal(await sender.flush(), true)
  await redis.kill()
  await eventually(async () => assert.equal(bus.up, false))
  sender.add(came(250))
  assert.equal(await sender.flush(), false)
  sender.add(came(251))
  await redis.restart()
  await eventually(async () => assert.equal(bus.up, true))
  await nodeReportsGroup.join(bus)
  await nodeReportsGroup.join(bus)
  const reader = bus.blocking()
  t.after(() => reader.close())
  await eventually(() => reader.run(async it => void (await it.ping())))
  assert.equal(await sender.flush(), true)
  const entries = await nodeReportsGroup.read(reader, 'a', 100)
  assert.deepEqual(times(entries), [250, 251])
  assert.deepEqual(await nodeReportsGroup.read(reader, 'b', 10), [])
  await nodeReportsGroup.done(
    bus,
    entries.map(it => it.id),
  )
  assert.equal(await bus.run(it => it.xlen(keys.nodeReports)), 0)

  for (let i = 0; i < 250; i++) sender.add(came(i))
  await sender.flush()
  const three = await nodeReportsGroup.read(reader, 'a', 100)
  assert.deepEqual(
    three.map(it => nodeReports(it.text).length),
    [100, 100, 50],
  )
  assert.deepEqual(
    times(three),
    Array.from({ length: 250 }, (_, i) => i),
  )
})

test('[BU24] of too many reports the oldest go', () => {
  const sender = createReportsSender(bus, { log, most: 10 })
  for (let i = 0; i < 25; i++) sender.add(came(i))
  assert.equal(sender.waiting, 10)
})

test('[BU24] a report that is not understood costs no other one', () => {
  const good = came(7)
  const text = JSON.stringify([good, { kind: 'dreamt', at: 1 }, { ...good, node: 'x' }, null, good])
  assert.deepEqual(nodeReports(text), [good, good])
  for (const bad of ['', '{', '{}', '7', '[[]]']) assert.deepEqual(nodeReports(bad), [])
})
