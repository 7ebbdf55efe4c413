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

const some = { rows: 4_000, cells: 1_000 }

test('[PO7] what an outage has heaped up is folded some at a time, until nothing is left', async t => {
  const folding = startFolding({ db, log: silentLog(), everyMs: 3_600_000, most: some })
  t.after(() => folding.stop())
  for (let i = 0; i < 3; i++) await db.usage.post([], tailsOf(cells(700)))
  await db.usage.post([], tailsOf(cells(5)))
  const before = await total()
  assert.deepEqual(before, [[2_105, 4_210]])
  await folding.fold()
  assert.equal(folding.cells, 2_105)
  assert.deepEqual(await db.tx(repos => repos.usage.fold({ rows: 1, cells: 1 })), { rows: 0, cells: 0 })
  assert.deepEqual(await total(), before)
})

test('[PO7] what is too much for the time of a statement is folded less at a time, and more again when that goes', async t => {
  const asked: number[] = []
  const slow: typeof db.tx = work =>
    db.tx(repos => {
      const fold: typeof repos.usage.fold = async most => {
        asked.push(most.cells)
        if (most.cells > 300) throw new DbFault('took too long', { code: '57014', statement: 'usage/fold' })
        return repos.usage.fold(most)
      }
      return work({ ...repos, usage: { ...repos.usage, fold } })
    })
  const folding = startFolding({ db: { ...db, tx: slow }, log: silentLog(), everyMs: 3_600_000, most: some })
  t.after(() => folding.stop())
  for (let i = 0; i < 6; i++) await db.usage.post([], tailsOf(cells(100)))
  const before = await total()
  await folding.fold()
  assert.equal(folding.cells, 600)
  assert.deepEqual(asked, [1_000, 250, 500, 125, 250])
  assert.deepEqual(await total(), before)
})
