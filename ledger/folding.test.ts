import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { createTestDatabase } from '#db/testing/database.ts'
import { DbFault } from '#db/errors.ts'
import { type Cell, tailsOf, unfiltered } from '#db/testing/usage.ts'
import { silentLog } from '#kit/log.ts'
import { startFolding } from './folding.ts'

const { db, drop } = await createTestDatabase()
after(drop)
const account = (await db.accounts.create({ name: 'Folded', timeZone: 'UTC' })).id
const at = new Date('2026-05-05T10:00:00Z')
const cells = (n: number): Cell[] =>
  Array.from({ length: n }, () => ({
    ...{ account, at, proxyUser: randomUUID(), node: randomUUID(), provider: account },
    ...{ country: '', edge: 'one', up: 1, down: 2 },
  }))
const total = async () => {
  const to = new Date('2026-05-06T00:00:00Z')
  const q = { from: at, to, step: 'hour', zone: 'UTC', by: null, ...unfiltered, account } as const
  return (await db.usage.rows('user', q)).map(it => [it.up, it.down])
}

test('[PO7] what an outage has heaped up is folded some at a time, until nothing is left', async t => {
  const folding = startFolding({ db, log: silentLog(), everyMs: 3_600_000 })
  t.after(() => folding.stop())
  for (let i = 0; i < 3; i++) await db.usage.post([], tailsOf(cells(40_000)))
  await db.usage.post([], tailsOf(cells(5)))
  const before = await total()
  assert.deepEqual(before, [[120_005, 240_010]])
  await folding.fold()
  assert.equal(folding.cells, 120_005)
  assert.deepEqual(await db.tx(repos => repos.usage.fold({ rows: 1, cells: 1 })), { rows: 0, cells: 0 })
  assert.deepEqual(await total(), before)
})

test('[PO7] what is too much for the time of a statement is folded less at a time, and more again when that goes', async t => {
  const asked: number[] = []
  const slow: typeof db.tx = work =>
    db.tx(repos => {
      const fold: typeof repos.usage.fold = async most => {
        asked.push(most.cells)
        if (most.cells > 30_000)
          throw new DbFault('took too long', { code: '57014', statement: 'usage/fold' })
        return repos.usage.fold(most)
      }
      return work({ ...repos, usage: { ...repos.usage, fold } })
    })
  const folding = startFolding({ db: { ...db, tx: slow }, log: silentLog(), everyMs: 3_600_000 })
  t.after(() => folding.stop())
  for (let i = 0; i < 6; i++) await db.usage.post([], tailsOf(cells(10_000)))
  const before = await total()
  await folding.fold()
  assert.equal(folding.cells, 60_000)
  assert.deepEqual(asked, [100_000, 25_000, 50_000, 12_500, 25_000])
  assert.deepEqual(await total(), before)
})
