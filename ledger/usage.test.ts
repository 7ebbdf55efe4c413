import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { test, type TestContext } from 'node:test'
import { keys } from '#bus/names.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { addUsage, askUsage, usageGroup } from '#bus/usage.ts'
import { connectDb } from '#db/connect.ts'
import { migrate } from '#db/migrate.ts'
import { pgp } from '#db/pgp.ts'
import { createTestServer } from '#db/testing/server.ts'
import { until } from '#db/testing/until.ts'
import { createLog } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { UsageBatch } from '#protocol/usage.ts'
import { ledgerServers } from './testing/servers.ts'
import { startPosting } from './usage.ts'
import { createLife, minuteNow, postedOf, sessionOf } from './testing/batch.ts'

const { log, redis, db, url, bus } = await ledgerServers()
/** One that stops with the test. */
function poster(t: TestContext, id: string, more: Partial<Parameters<typeof startPosting>[0]> = {}) {
  const posting = startPosting({ bus, db, id, log, ...more })
  t.after(() => posting.stop())
  return posting
}
const open = async (name: string) => (await db.accounts.create({ name, timeZone: 'UTC' })).id
const add = (batch: UsageBatch) => addUsage(bus, JSON.stringify(batch))
const waiting = () => bus.run(it => it.xlen(keys.usage))
const drained = () => eventually(async () => assert.equal(await waiting(), 0))
/** As if whoever has taken entries had been silent for long. */
async function forgetTakers(): Promise<void> {
  const pending = (await bus.run(it => it.call('XPENDING', keys.usage, 'ledger', '-', '+', '1000'))) as [
    string,
    string,
  ][]
  for (const [id, consumer] of pending)
    await bus.run(it => it.call('XCLAIM', keys.usage, 'ledger', consumer, '0', id, 'IDLE', '60000', 'JUSTID'))
}

test('[PO1] a batch that is sent thrice, and late, is posted once; its edge is told', async t => {
  const account = await open('Thrice')
  const life = createLife(account)
  const batches = [life.batch(1, 10), life.batch(2, 20), life.batch(4, 2 ** 40)]
  const order = [2, 0, 2, 0, 0, 2]
  const handed: { id: string; epoch: string; seq: number }[] = []
  for (const i of order) handed.push({ id: await add(batches[i]!), epoch: life.epoch, seq: i + 1 })
  const posting = poster(t, 'a')
  await drained()
  assert.deepEqual(await postedOf(db, account), [5, 10 + 2 ** 40])
  const [epoch] = await db.usage.number([{ ...life, seq: 1 }])
  assert.deepEqual([epoch?.low, epoch?.ahead], [1, [3]])
  assert.deepEqual(posting.touched(), [account])
  assert.deepEqual(posting.touched(), [])
  assert.deepEqual([posting.batches, posting.again, posting.bytes], [2, 4, 15 + 2 ** 40])
  // The first answer takes what was said of it: what is asked again is not in the stream either.
  assert.deepEqual(await askUsage(bus, life.edge, [handed[0]!, handed[1]!]), ['posted', 'posted'])
  assert.deepEqual(await askUsage(bus, life.edge, [handed[0]!]), ['missing'])
  await add(batches[1]!)
  await add(batches[0]!)
  await drained()
  assert.deepEqual(await postedOf(db, account), [7, 30 + 2 ** 40])
  const [whole] = await db.usage.number([{ ...life, seq: 1 }])
  assert.deepEqual([whole?.low, whole?.ahead], [3, []])
  // Its edge did not hear of the first one yet, so to speak: it hears again.
  assert.deepEqual(await askUsage(bus, life.edge, [handed[1]!]), ['posted'])
})

test('[PO1] two ledgers share the work and count nothing twice, also of one edge', async t => {
  const account = await open('Shared')
  const lives = [createLife(account, 'same'), createLife(account, 'same'), createLife(account)]
  let added = 0
  async function addOneOf(life: (typeof lives)[number]) {
    const batch = life.batch(1, 100)
    await add(batch)
    if (batch.seq % 3 === 0) await add(batch)
    added++
  }
  for (const life of lives) for (let i = 0; i < 100; i++) await addOneOf(life)
  const postings = ['a', 'b'].map(id => poster(t, id))
  // Whichever is there first may take all that waited: more comes until the other one has had its share too.
  await eventually(async () => {
    for (const life of lives) await addOneOf(life)
    assert.ok(postings.every(it => it.batches > 0))
  })
  await drained()
  assert.deepEqual(await postedOf(db, account), [added, added * 100])
  assert.equal(postings[0]!.batches + postings[1]!.batches, added)
})

test('[PO1] what a ledger took that died is posted by another one', async t => {
  const account = await open('Claimed')
  const life = createLife(account)
  await usageGroup.join(bus)
  for (let i = 0; i < 40; i++) await add(life.batch(1, 1))
  const reader = bus.blocking()
  let taken = 0
  await eventually(async () => {
    taken += (await usageGroup.read(reader, 'dies', 100)).length
    assert.equal(taken, 40)
  })
  reader.close()
  poster(t, 'lives')
  await add(life.batch(1, 1))
  await eventually(async () =>
    assert.deepEqual(await postedOf(db, account), [1, 1], 'not dead for long enough'),
  )
  await forgetTakers()
  await drained()
  assert.deepEqual(await postedOf(db, account), [41, 41])
})

async function refusedOf(payload: string): Promise<string[]> {
  const sql = await pgp<object>(url).connect({ direct: true })
  try {
    const rows = await sql.any<{ reason: string }>('select reason from usage_refused where payload like $1', [
      payload,
    ])
    return rows.map(it => it.reason)
  } finally {
    await sql.done()
  }
}

test('[PO9] what is no batch is set aside with its reason, loudly, and holds up nothing beside it', async t => {
  const account = await open('Refused')
  const life = createLife(account)
  const odd = (more: Partial<UsageBatch>) => JSON.stringify({ ...life.batch(0, 0), ...more })
  const rows = (rows: number[], minute = minuteNow()) => odd({ minutes: [{ minute, rows }] })
  const day = 24 * 60
  const wrong = [
    ...['no json', '{}', odd({ v: 2 as 1 }), rows([0, 1, -1]), rows([0, 1.5, 1])],
    // Of a session that is not named; not whole; more than anything carries; of no time that can be.
    ...[rows([1, 7, 7]), rows([0, 7]), rows([0, 2 ** 53 - 1, 7])],
    ...[rows([0, 7, 7], 1), rows([0, 7, 7], minuteNow() - (Limits.usageHoursKeepDays + 1) * day)],
    ...[rows([0, 7, 7], minuteNow() + 2 * day), rows([0, 7, 7], 2 ** 40)],
    // PostgreSQL does not take it, and only it says so.
    odd({
      sessions: [sessionOf(account, { country: '\0\0' })],
      minutes: [{ minute: minuteNow(), rows: [0, 7, 7] }],
    }),
    odd({
      sessions: [sessionOf(account, { country: 'a\ud800' })],
      minutes: [{ minute: minuteNow(), rows: [0, 7, 7] }],
    }),
  ]
  const marked = wrong.map((text, i) => `${text} `.padEnd(text.length + 2 + i, ' '))
  const good = createLife(account)
  for (const text of marked) {
    await addUsage(bus, text)
    await add(good.batch(1, 2))
  }
  await bus.run(it => it.xadd(keys.usage, '*', 'other', 'field'))
  const said = new PassThrough()
  let lines = ''
  said.on('data', chunk => (lines += String(chunk)))
  const posting = poster(t, 'a', { log: createLog({ name: 'test', level: 'error' }, said) })
  await drained()
  assert.deepEqual(await postedOf(db, account), [wrong.length, 2 * wrong.length])
  assert.equal(posting.refused, wrong.length + 1)
  for (const text of marked) assert.equal((await refusedOf(`${text.slice(0, 200)}%`)).length > 0, true, text)
  assert.deepEqual(await refusedOf('no json%'), ['it is not a batch of usage'])
  assert.equal(lines.match(/"level":"error".*was set aside/g)?.length, wrong.length + 1)
})

test('[PO10] PostgreSQL is killed in the middle: nothing is lost, and nothing counts twice', async t => {
  const server = await createTestServer()
  server.start()
  const own = await connectDb({ url: server.url, log, name: 'ledger', poolSize: 3 })
  try {
    await until('PostgreSQL is up', () => own.ping())
    await migrate({ url: server.url, log })
    const account = randomUUID()
    const lives = [createLife(account), createLife(account)]
    const batches = lives.flatMap(life => Array.from({ length: 150 }, () => life.batch(1, 1_000)))
    const postings = ['a', 'b'].map(id => poster(t, id, { db: own }))
    const done = () => postings[0]!.batches + postings[1]!.batches
    const adding = (async () => {
      for (const batch of batches) await add(batch)
    })()
    for (const part of [30, 120]) {
      await until(`${part} are posted`, () => done() >= part)
      await server.kill()
      server.start()
      await until('PostgreSQL is back', () => own.ping())
      await forgetTakers()
    }
    await adding
    await until('all are posted', async () => {
      await forgetTakers()
      return (await waiting()) === 0
    })
    assert.deepEqual(await postedOf(own, account), [300, 300_000])
    for (const life of lives) {
      const [epoch] = await own.usage.number([{ ...life, seq: 1 }])
      assert.deepEqual([epoch?.low, epoch?.ahead], [150, []])
    }
  } finally {
    await own.close()
    await server.remove()
  }
})

test('[PO10] Redis begins anew: what its edges send again is posted once, and what they were not told is told', async t => {
  const account = await open('Anew')
  const life = createLife(account)
  const batches = Array.from({ length: 20 }, () => life.batch(1, 1))
  poster(t, 'a')
  for (const batch of batches.slice(0, 10)) await add(batch)
  await eventually(async () => assert.deepEqual(await postedOf(db, account), [10, 10]))
  await redis.kill()
  await becomes(bus, false)
  await redis.restart()
  await becomes(bus, true)
  const handed = []
  for (const batch of batches) handed.push({ id: await add(batch), epoch: life.epoch, seq: batch.seq })
  await eventually(async () => assert.deepEqual(await postedOf(db, account), [20, 20]))
  await drained()
  assert.deepEqual(new Set(await askUsage(bus, life.edge, handed)), new Set(['posted']))
})
