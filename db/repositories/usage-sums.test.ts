import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { usageSteps } from '#protocol/rest/usage.ts'
import { createTestDatabase } from '../testing/database.ts'
import {
  type Cell,
  dimensions,
  seeded,
  type Summed,
  summedCells,
  summedRows,
  tailsOf,
  unfiltered,
} from '../testing/usage.ts'
import type { Cube, UsageQuestion } from './usage.ts'

const { db, drop } = await createTestDatabase()
after(drop)

const seed = Date.now() % 2 ** 31
const random = seeded(seed)
const pick = <T>(all: readonly T[]): T => all[random(all.length)]!
const ids = (n: number) => Array.from({ length: n }, () => randomUUID())
const zones = ['Europe/Berlin', 'Asia/Kolkata', 'America/New_York', 'Asia/Tashkent'] as const
const accounts = await Promise.all(
  zones.map(async timeZone => (await db.accounts.create({ name: timeZone, timeZone })).id),
)
const values = {
  proxyUser: ids(3),
  node: ids(4),
  provider: ids(2),
  edge: ['one', 'two'],
  country: ['us', 'de', ''],
}
/** Changes of the clocks, midnights, and ends of months and of years, of each zone. */
const around = [
  ...[
    '2026-03-08T07:00Z',
    '2026-03-29T01:00Z',
    '2026-10-25T01:00Z',
    '2026-11-01T05:00Z',
    '2026-04-30T18:30Z',
  ],
  ...[
    '2026-06-30T22:00Z',
    '2026-07-01T04:00Z',
    '2026-01-01T00:30Z',
    '2026-12-31T19:00Z',
    '2026-09-10T12:00Z',
  ],
].map(it => Date.parse(it))
const some = (n: number): Cell[] =>
  Array.from({ length: n }, () => ({
    ...{ account: pick(accounts), proxyUser: pick(values.proxyUser), node: pick(values.node) },
    ...{ provider: pick(values.provider), country: pick(values.country), edge: pick(values.edge) },
    ...{ up: random(3) && random(1_000), down: random(2 ** 31) },
    at: new Date(pick(around) + (random(360) - 180) * 60_000),
  }))
const period = { from: new Date('2025-12-01T00:00:00Z'), to: new Date('2027-02-01T00:00:00Z') }
const cells: Cell[] = []
async function post(n: number): Promise<void> {
  const more = some(n)
  cells.push(...more)
  await db.usage.post([], tailsOf(more))
}
const fold = (rows: number) => db.tx(repos => repos.usage.fold({ rows, cells: 100_000 }))

/** Each that there is: a cube, a step, all accounts or one, a dimension to group by, one to ask for. */
function* questions(): Generator<[Cube, UsageQuestion]> {
  for (const cube of ['user', 'node', 'network'] as const)
    for (const step of usageSteps)
      for (const [i, zone] of [...zones, 'UTC'].entries()) {
        const account = accounts[i] ?? null
        if (cube === 'network' && account !== null) continue
        for (const by of [null, ...dimensions[cube]])
          for (const filter of [null, ...dimensions[cube]]) {
            if (filter === 'account') continue
            const asked = filter && { [filter]: values[filter][0] }
            yield [cube, { ...period, step, zone, by, ...unfiltered, account, ...asked }]
          }
      }
}
async function checkAll(stage: string): Promise<void> {
  let asked = 0
  for (const [cube, q] of questions()) {
    const wanted: Summed = summedCells(cells, q)
    const label = `seed ${seed}, ${stage}: ${cube} ${JSON.stringify(q)}`
    assert.ok(Object.keys(wanted).length > 0, label)
    assert.deepEqual(summedRows(await db.usage.rows(cube, q), q), wanted, label)
    asked++
  }
  assert.ok(asked > 500)
}

test('[PO2] every way of asking gives the sum of what was posted: new, half folded, folded, and new beside it', async () => {
  for (let i = 0; i < 5; i++) await post(150)
  await checkAll('new')
  assert.equal((await fold(3))?.rows, 3)
  await checkAll('half folded')
  while ((await fold(1_000))!.rows > 0);
  await checkAll('folded')
  for (let i = 0; i < 2; i++) await post(150)
  await checkAll('new beside it')
  while ((await fold(1))!.rows > 0);
  await checkAll('folded again')
})

test('[PO7] whoever reads while it is folded and posted sees every byte once', async () => {
  const account = accounts[0]!
  const totals = { from: 0, to: 0 }
  const base = summedCells(cells, { ...period, step: 'month', zone: 'UTC', by: null, ...unfiltered, account })
  for (const [up, down] of Object.values(base)) totals.from += up + down
  totals.to = totals.from
  const done = new AbortController()
  let reads = 0
  async function reader(cube: 'user' | 'node', step: UsageQuestion['step']): Promise<void> {
    while (!done.signal.aborted) {
      const least = totals.from
      const q: UsageQuestion = { ...period, step, zone: zones[0], by: null, ...unfiltered, account }
      const rows = await db.usage.rows(cube, q)
      const sum = rows.reduce((all, it) => all + it.up + it.down, 0)
      assert.ok(sum >= least && sum <= totals.to, `${cube} ${step}: ${sum}, not in ${least} to ${totals.to}`)
      reads++
    }
  }
  const readers = [reader('user', 'minute'), reader('user', 'day'), reader('node', 'hour')]
  try {
    for (let i = 0; i < 60; i++) {
      const bytes = 1 + random(1_000)
      totals.to += bytes
      const more = { ...some(1)[0]!, account, up: 0, down: bytes }
      await db.usage.post([], tailsOf([more]))
      totals.from = totals.to
      await fold(i % 3 ? 1 : 10)
    }
  } finally {
    done.abort()
  }
  await Promise.all(readers)
  assert.ok(reads > 30, `${reads} reads`)
})
