import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { createTestDatabase } from '../testing/database.ts'
import type { EpochNext, TailRow } from './usage.ts'

const database = await createTestDatabase()
const { db } = database
after(() => database.drop())

const minute = 29_750_000
const account = randomUUID()
const row = (bytes: number): TailRow => ({
  ...{ account, minutes: [minute], proxyUsers: [randomUUID()], nodes: [randomUUID()] },
  ...{ providers: [randomUUID()], countries: ['us'], edges: ['edge'], ups: [bytes], downs: [0] },
})
const next = (edge: string, epoch: string, before: number): EpochNext => ({
  ...{
    edge,
    epoch,
    lowBefore: before,
    aheadBefore: [],
    low: before + 1,
    ahead: [],
    batches: 1,
    up: 1,
    down: 0,
  },
})
/** Of the account, and the same of the network. */
async function posted(): Promise<number> {
  const [from, to] = [new Date(minute * 60_000 - 3_600_000), new Date(minute * 60_000 + 3_600_000)]
  const question = {
    ...{ from, to, step: 'minute' as const, zone: 'UTC', by: null, account, proxyUser: null, node: null },
    ...{ provider: null, country: null, edge: null },
  }
  const [own, network] = await Promise.all([
    db.usage.rows('user', question),
    db.usage.rows('network', { ...question, account: null }),
  ])
  const sum = (rows: typeof own) => rows.reduce((total, it) => total + it.up, 0)
  assert.equal(sum(network), sum(own))
  return sum(own)
}
const begun = async (...lives: [edge: string, epoch: string][]) =>
  db.usage.number(lives.map(([edge, epoch]) => ({ edge, epoch, seq: 1 })))

test('[PO91] what is posted without a look before is posted once, and only where every life is as it was believed', async () => {
  const [a, b] = [randomUUID(), randomUUID()]
  assert.equal(await db.usage.post([next('a', a, 0)], [row(1)]), false, 'a life that nobody has begun')
  await begun(['a', a], ['b', b])
  assert.equal(await db.usage.post([next('a', a, 0), next('b', b, 0)], [row(10)]), true)
  assert.equal(await posted(), 10)
  assert.equal(await db.usage.post([next('a', a, 0), next('b', b, 1)], [row(100)]), false, 'again')
  assert.equal(await posted(), 10)
  const lows = async () => (await begun(['a', a], ['b', b])).map(it => it.low)
  assert.deepEqual(await lows(), [1, 1])
  assert.equal(await db.usage.post([next('a', a, 1), next('b', b, 1)], [row(1_000)]), true)
  assert.equal(await posted(), 1_010)
  assert.deepEqual(await lows(), [2, 2])
})

test('[PO91] of many who post the next of a life at once one does', async () => {
  const epoch = randomUUID()
  await begun(['c', epoch])
  const before = await posted()
  const all = await Promise.all(
    Array.from({ length: 8 }, () => db.usage.post([next('c', epoch, 0)], [row(7)])),
  )
  assert.equal(all.filter(Boolean).length, 1)
  assert.equal(await posted(), before + 7)
})
