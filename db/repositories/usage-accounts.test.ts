import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { createTestDatabase } from '../testing/database.ts'
import type { TailRow } from './usage.ts'

const database = await createTestDatabase()
const { db } = database
after(() => database.drop())

const hourMs = 3_600_000
const from = Date.UTC(2026, 2, 1)
const to = Date.UTC(2026, 4, 1)
const accounts = Array.from({ length: 6 }, () => randomUUID())
/** The one with the higher number carries more; over the end of March, of an hour, and in April. */
const moments = [Date.UTC(2026, 2, 31, 23, 59), Date.UTC(2026, 3, 1), Date.UTC(2026, 3, 20, 12, 30)]
const rowsOf = (moment: number): TailRow[] =>
  accounts.map((account, i) => ({
    ...{ account, minutes: [moment / 60_000, moment / 60_000], proxyUsers: [account, account] },
    ...{ nodes: [account, accounts[0]!], providers: [account, account], countries: ['us', 'de'] },
    ...{ edges: ['a', 'b'], ups: [i + 1, 10], downs: [100 * (i + 1), 1_000] },
  }))
const each = (i: number) => ({ up: i + 11, down: 100 * (i + 1) + 1_000 })

async function check(moments: readonly number[], state: string): Promise<void> {
  for (const step of ['minute', 'hour', 'day', 'month'] as const) {
    const starts = (moment: number) => {
      const ms = { minute: 60_000, hour: hourMs, day: 24 * hourMs }
      const it = new Date(moment)
      return step === 'month'
        ? Date.UTC(it.getUTCFullYear(), it.getUTCMonth())
        : Math.floor(moment / ms[step]) * ms[step]
    }
    const expected = new Map<string, { up: number; down: number }>()
    for (const moment of moments)
      for (const [i, account] of accounts.entries()) {
        const key = `${new Date(starts(moment)).toISOString()} ${i >= 4 ? account : 'others'}`
        const of = expected.get(key) ?? { up: 0, down: 0 }
        expected.set(key, { up: of.up + each(i).up, down: of.down + each(i).down })
      }
    const rows = await db.usage.byAccount({ from: new Date(from), to: new Date(to), step }, 2)
    const said = rows.map(({ at, key, up, down }) => [`${at.toISOString()} ${key}`, { up, down }] as const)
    assert.equal(new Map(said).size, said.length, `${step}, ${state}: each once`)
    assert.deepEqual(new Map(said), expected, `${step}, ${state}`)
    if (step === 'minute') continue
    const all = await db.usage.byAccount({ from: new Date(from), to: new Date(to), step }, null)
    assert.deepEqual(new Set(all.map(it => it.key)), new Set(accounts), `${step}, ${state}: all of them`)
  }
}

test('[PO93] of all accounts those that carried most are named, and the others are together what is missing', async () => {
  for (const moment of moments) await db.tx(({ usage }) => usage.post([], rowsOf(moment)))
  await check(moments, 'new')
  await db.tx(({ usage }) => usage.fold({ rows: 7, cells: 1_000_000 }))
  await check(moments, 'half folded')
  await db.tx(({ usage }) => usage.fold({ rows: 1_000, cells: 1_000_000 }))
  await check(moments, 'folded')
  await db.tx(({ usage }) => usage.post([], rowsOf(moments[2]!)))
  await check([...moments, moments[2]!], 'folded, and new again')
  await db.tx(({ usage }) => usage.fold({ rows: 1_000, cells: 1_000_000 }))
  await check([...moments, moments[2]!], 'folded again')
})
