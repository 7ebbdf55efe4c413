import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { createTestDatabase } from '#db/testing/database.ts'
import type { TailRow } from '#db/repositories/usage.ts'
import { silentLog } from '#kit/log.ts'
import { startFolding } from './folding.ts'

const database = await createTestDatabase()
const { db } = database
after(() => database.drop())

test('[PO92] accounts with very many sessions are folded some at a time, to the last cell and byte', async () => {
  const [cells, rows] = [9_000, 16]
  const ids = Array.from({ length: cells }, () => randomUUID())
  const same = <T>(value: T): T[] => Array.from({ length: cells }, () => value)
  const minute = 29_750_000
  const account = randomUUID()
  const row: TailRow = {
    ...{ account, minutes: same(minute), proxyUsers: same(account), nodes: ids, providers: same(account) },
    ...{ countries: same('us'), edges: same('edge'), ups: same(1), downs: same(2) },
  }
  for (let i = 0; i < rows; i++) await db.tx(({ usage }) => usage.post([], [row]))
  const moved: number[] = []
  const watched = {
    usage: db.usage,
    tx: ((work: Parameters<typeof db.tx>[0]) =>
      db.tx(async repos => {
        const answer = await work(repos)
        const { cells: count = 0 } = (answer ?? {}) as { cells?: number }
        if (count > 0) moved.push(count)
        return answer
      })) as typeof db.tx,
  }
  const folding = startFolding({ db: watched, log: silentLog(), everyMs: 3_600_000 })
  await folding.fold()
  await folding.stop()
  assert.equal(folding.cells, rows * cells)
  assert.ok(moved.length >= 3, `${moved.length} transactions`)
  assert.ok(Math.max(...moved) < 50_000 + cells, `${Math.max(...moved)} cells in one transaction`)
  const points = await db.usage.rows('user', {
    ...{ from: new Date(minute * 60_000), to: new Date((minute + 1) * 60_000), step: 'minute', zone: 'UTC' },
    ...{ by: null, account, proxyUser: null, node: null, provider: null, country: null, edge: null },
  })
  assert.deepEqual(
    points.map(({ up, down }) => [up, down]),
    [[rows * cells, rows * cells * 2]],
  )
})
