import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { connectBus } from '#bus/connect.ts'
import { keys } from '#bus/names.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { donePosting } from '#bus/usage.ts'
import { silentLog } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { UsageBatch } from '#protocol/usage.ts'
import { startHandingOver } from './hand-over.ts'
import type { Spool } from './spool.ts'
import { edge, factsOf, filesOf, heardLog, lifeOf, tempFolder } from './testing/spools.ts'

const log = silentLog()
const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'edge-t' })
after(() => bus.close().then(() => redis.stop()))

let second = 1_795_000_000
async function write(spool: Spool, batches: number): Promise<void> {
  for (let i = 0; i < batches; i++) {
    second++
    await spool.append({ second, facts: [factsOf(1)], rows: [1, 1, 1] }, second)
    await spool.seal()
  }
}
function handingOver(t: TestContext, spool: Spool, more: { log?: typeof log } = {}) {
  const handing = startHandingOver({ bus, edge, spool, log, ...more })
  t.after(() => handing.stop())
  return handing
}
type Entry = { id: string; epoch: string; seq: number }
/** As a ledger finds them. */
async function stream(): Promise<Entry[]> {
  const entries = await bus.run(it => it.xrange(keys.usage, '-', '+'))
  return entries.map(([id, fields]) => {
    const { epoch, seq } = UsageBatch.parse(JSON.parse(fields[1]!))
    return { id, epoch, seq }
  })
}
const numbers = (entries: readonly { epoch: string; seq: number }[]) =>
  entries.map(it => `${it.epoch} ${it.seq}`)
const handed = async (wanted: readonly { epoch: string; seq: number }[]) =>
  eventually(async () => assert.deepEqual(numbers(await stream()), numbers(wanted)))
const empty = () => bus.run(it => it.flushall())

test('[ME6] batches go out in order, so many at once, and are off the disk when they are posted', async t => {
  await empty()
  const folder = await tempFolder(t)
  const spool = await lifeOf(folder)
  await write(spool, Limits.usageBatchesUnderway + 10)
  const all = spool.waiting.slice()
  const handing = handingOver(t, spool)
  await handed(all.slice(0, Limits.usageBatchesUnderway))
  const entries = await stream()
  // Posted in another order than they came.
  await donePosting(bus, edge, [entries[5]!, entries[0]!, entries[1]!])
  const left = all.filter((_, i) => ![0, 1, 5].includes(i))
  await handed(left.slice(0, Limits.usageBatchesUnderway))
  assert.deepEqual(numbers(spool.waiting), numbers(left))
  assert.deepEqual(
    (await filesOf(folder)).files,
    left.map(it => it.file),
  )
  assert.equal(handing.handed, Limits.usageBatchesUnderway + 3)
  assert.equal(await bus.run(it => it.hlen(keys.usagePosted(edge))), 0, 'what was heard is not kept')
  await donePosting(bus, edge, await stream())
  await handed(left.slice(Limits.usageBatchesUnderway))
  await donePosting(bus, edge, await stream())
  await eventually(async () => assert.deepEqual((await filesOf(folder)).files, []))
  assert.equal(spool.bytes, 0)
})

test('[ME6] what Redis has lost is handed over again, and what it has not is not', async t => {
  await empty()
  const spool = await lifeOf(await tempFolder(t))
  await write(spool, 4)
  const all = spool.waiting.slice()
  const handing = handingOver(t, spool)
  await handed(all)
  const [first, second] = await stream()
  await bus.run(it => it.xdel(keys.usage, first!.id, second!.id))
  await handed([...all.slice(2), ...all.slice(0, 2)])
  assert.equal(handing.handed, 6)
  await write(spool, 1)
  await eventually(async () => assert.equal(handing.handed, 7))
  assert.equal((await stream()).length, 5)
})

test('[ME6] Redis is away and comes back empty: all that is not posted is handed over again', async t => {
  await empty()
  const folder = await tempFolder(t)
  const spool = await lifeOf(folder)
  await write(spool, 3)
  handingOver(t, spool)
  await handed(spool.waiting)
  const [posted] = await stream()
  await donePosting(bus, edge, [posted!])
  await eventually(async () => assert.equal(spool.waiting.length, 2))
  await redis.kill()
  await becomes(bus, false)
  await write(spool, 2)
  assert.equal((await filesOf(folder)).files.length, 4)
  await redis.restart()
  await becomes(bus, true)
  await eventually(async () =>
    assert.deepEqual(numbers(await stream()).sort(), numbers(spool.waiting).sort()),
  )
  assert.equal(spool.waiting.length, 4)
})

test('[ME6] another life hands over what is left of those before, under their numbers, but for what was posted', async t => {
  await empty()
  const folder = await tempFolder(t)
  const before = await lifeOf(folder)
  await write(before, 4)
  const [one, two, ...rest] = before.waiting.slice()
  await writeFile(join(folder, 'usage', 'strange'), '')
  // It was killed before it heard of these.
  await donePosting(
    bus,
    edge,
    [one!, two!].map(it => ({ ...it, id: '1-1' })),
  )
  const spool = await lifeOf(folder, { epoch: randomUUID() })
  await write(spool, 1)
  const handing = handingOver(t, spool)
  await handed([...rest, spool.waiting.at(-1)!])
  assert.equal(handing.handed, 3)
  const { files, aside } = await filesOf(folder)
  assert.deepEqual([files.length, aside], [3, ['strange']])
})

test('[ME6] a file that the disk does not give is told of, and holds up none of the others', async t => {
  await empty()
  const folder = await tempFolder(t)
  const before = await lifeOf(folder)
  await write(before, 3)
  const { file } = before.waiting[0]!
  await mkdir(join(folder, 'usage', file.replace('0000000001', '0000000000')))
  const { log, errors } = heardLog()
  const spool = await lifeOf(folder)
  handingOver(t, spool, { log })
  await handed(spool.waiting.slice(1))
  await eventually(async () => assert.ok(errors.length > 0))
})

test('[ME6] an edge that stops hands over what is whole', async t => {
  await empty()
  const spool = await lifeOf(await tempFolder(t))
  const handing = startHandingOver({ bus, edge, spool, log })
  await write(spool, 2)
  await handing.stop()
  assert.deepEqual(numbers(await stream()), numbers(spool.waiting))
})
