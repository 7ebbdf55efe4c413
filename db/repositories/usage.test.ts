import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { pgp } from '../pgp.ts'
import { createTestDatabase } from '../testing/database.ts'
import { addUser } from '../testing/people.ts'
import { type Cell, stepOf, summedRows, tailsOf, unfiltered, wall } from '../testing/usage.ts'
import { waitingForLocks } from '../testing/waiting.ts'
import { until } from '../testing/until.ts'
import type { Cube, UsageQuestion } from './usage.ts'

const { db, url, drop } = await createTestDatabase()
after(drop)

const many = { rows: 1_000, cells: 100_000 }
const fold = (most = many) => db.tx(repos => repos.usage.fold(most))
const open = async (timeZone: string) => (await db.accounts.create({ name: timeZone, timeZone })).id
const cell = (account: string, at: string, up = 1, down = 10): Cell => ({
  ...{ account, at: new Date(at), proxyUser: randomUUID(), node: randomUUID(), provider: randomUUID() },
  ...{ country: 'us', edge: 'one', up, down },
})
const post = (cells: readonly Cell[]) => db.usage.post([], tailsOf(cells))
const question = (account: string, more: Partial<UsageQuestion> = {}): UsageQuestion => ({
  ...{ from: new Date('2025-12-01T00:00:00Z'), to: new Date('2027-02-01T00:00:00Z'), step: 'hour' },
  ...{ zone: 'UTC', by: null, ...unfiltered, account, ...more },
})
const sums = async (cube: Cube, q: UsageQuestion) => summedRows(await db.usage.rows(cube, q), q)
/** Runs at each stage of a byte's way: all of it new, some of it folded, all of it. */
async function atEachStage(look: (stage: string) => Promise<void>): Promise<void> {
  await look('new')
  await fold({ ...many, rows: 1 })
  await look('half folded')
  while ((await fold())!.rows > 0);
  await look('folded')
}

test('[PO1] what is posted of a life of an edge is kept with its bytes, and locked until they are', async () => {
  const [edge, epoch] = ['numbers', randomUUID()]
  const numbers = [{ edge, epoch, seq: 3 }]
  const life = { edge, epoch }
  assert.deepEqual(await db.usage.number(numbers), [{ ...life, low: 0, ahead: [] }])
  const account = await open('UTC')
  let second: Promise<unknown> | undefined
  const order: string[] = []
  await db.tx(async ({ usage }) => {
    await usage.number(numbers)
    second = db
      .tx(repos => repos.usage.number([...numbers, { edge: 'another', epoch, seq: 1 }]))
      .then(rows => {
        order.push('second')
        return rows
      })
    await until('the second one waits', async () => (await waitingForLocks(url)) > 0)
    const bytes = { batches: 2, up: 5, down: 2 ** 52 }
    await usage.post(
      [{ ...life, lowBefore: 0, aheadBefore: [], low: 1, ahead: [3, 7], ...bytes }],
      tailsOf([cell(account, '2026-05-05T10:00:30Z', 5, 2 ** 52)]),
    )
    order.push('first')
  })
  const rows = (await second) as { edge: string }[]
  assert.deepEqual(
    rows.find(it => it.edge === edge),
    { ...life, low: 1, ahead: [3, 7] },
  )
  assert.deepEqual(order, ['first', 'second'])
  assert.deepEqual(await sums('user', question(account)), { '2026-05-05T10:00:00.000Z ': [5, 2 ** 52] })
})

test('[PO3] a day is the account’s own: 23 and 25 hours long where clocks change, with both hours of the autumn', async () => {
  const berlin = await open('Europe/Berlin')
  const zone = 'Europe/Berlin'
  const spring = ['2026-03-28T22:59Z', '2026-03-28T23:00Z', '2026-03-29T00:59Z', '2026-03-29T01:00Z']
  const autumn = ['2026-10-24T22:00Z', '2026-10-25T00:30Z', '2026-10-25T01:30Z', '2026-10-25T22:59Z']
  await post([...spring, '2026-03-29T21:59Z', '2026-03-29T22:00Z'].map(at => cell(berlin, at)))
  await post([...autumn, '2026-10-25T23:00Z'].map(at => cell(berlin, at)))
  const asked = (step: UsageQuestion['step']) => question(berlin, { step, zone })
  await atEachStage(async stage => {
    const days = {
      ...{ '2026-03-28 ': [1, 10], '2026-03-29 ': [4, 40], '2026-03-30 ': [1, 10] },
      ...{ '2026-10-25 ': [4, 40], '2026-10-26 ': [1, 10] },
    }
    for (const cube of ['user', 'node'] as const)
      assert.deepEqual(await sums(cube, asked('day')), days, `${stage} ${cube}`)
    const months = { '2026-03 ': [6, 60], '2026-10 ': [5, 50] }
    assert.deepEqual(await sums('user', asked('month')), months, stage)
    const hours = await db.usage.rows('user', asked('hour'))
    const twice = hours.filter(it => wall(it.at, zone) === '2026-10-25 02:00').map(it => it.at.toISOString())
    assert.deepEqual(twice.sort(), ['2026-10-25T00:00:00.000Z', '2026-10-25T01:00:00.000Z'], stage)
  })
})

test('[PO3] hours and days of zones that are half an hour off are their own, and those of the network stay UTC’s', async () => {
  const edge = 'half-hours'
  const kolkata = await open('Asia/Kolkata')
  const times = ['2026-06-30T18:29Z', '2026-06-30T18:30Z', '2026-06-30T18:59Z', '2026-06-30T19:00Z']
  await post(times.map(at => ({ ...cell(kolkata, at), edge })))
  const zone = 'Asia/Kolkata'
  await atEachStage(async stage => {
    assert.deepEqual(
      await sums('user', question(kolkata, { zone })),
      { '2026-06-30T17:30:00.000Z ': [1, 10], '2026-06-30T18:30:00.000Z ': [3, 30] },
      stage,
    )
    const days = { '2026-06-30 ': [1, 10], '2026-07-01 ': [3, 30] }
    assert.deepEqual(await sums('user', question(kolkata, { zone, step: 'day' })), days, stage)
    const q = question(kolkata, { account: null, edge })
    const hours = { '2026-06-30T18:00:00.000Z ': [3, 30], '2026-06-30T19:00:00.000Z ': [1, 10] }
    assert.deepEqual(await sums('network', q), hours, stage)
    assert.deepEqual(await sums('network', { ...q, step: 'day' }), { '2026-06-30 ': [4, 40] }, stage)
  })
})

test('[PO3] what runs over midnight counts on each of its days, and months begin when they do in New York and Tashkent', async () => {
  for (const [zone, midnight] of [
    ['America/New_York', '2026-05-01T04:00Z'],
    ['Asia/Tashkent', '2026-04-30T19:00Z'],
  ] as const) {
    const account = await open(zone)
    const [proxyUser, node] = [randomUUID(), randomUUID()]
    const minute = (n: number) => ({
      ...cell(account, new Date(Date.parse(midnight) + n * 60_000).toISOString()),
      ...{ proxyUser, node },
    })
    await post([-2, -1, 0].map(minute))
    await atEachStage(async stage => {
      const q = question(account, { zone, by: 'proxyUser' })
      const of = (first: string, second: string) => ({
        [`${first} ${proxyUser}`]: [2, 20],
        [`${second} ${proxyUser}`]: [1, 10],
      })
      const days = of('2026-04-30', '2026-05-01')
      assert.deepEqual(await sums('user', { ...q, step: 'day' }), days, `${zone} ${stage}`)
      const months = of('2026-04', '2026-05')
      assert.deepEqual(await sums('user', { ...q, step: 'month' }), months, `${zone} ${stage}`)
      // The months from hours, as they are added up for several accounts.
      const hours = await db.usage.rows('user', { ...q, step: 'hour' })
      assert.equal(hours.find(it => stepOf(it.at, 'month', zone) === '2026-04')?.up, 2)
    })
  }
})

test('[PO4] another zone counts from then on: days that have passed stay what they were', async () => {
  const account = await open('Asia/Tashkent')
  const limits = { dayBytes: null, monthBytes: null }
  const late = '2026-05-10T20:00Z'
  await post([cell(account, late)])
  await fold()
  await db.accounts.update(account, { timeZone: 'America/New_York', limits })
  const zone = 'America/New_York'
  await post([cell(account, late)])
  const days = async () => sums('user', question(account, { zone, step: 'day' }))
  // In Tashkent it is the 11th already.
  const both = { '2026-05-11 ': [1, 10], '2026-05-10 ': [1, 10] }
  assert.deepEqual(await days(), both)
  await fold()
  assert.deepEqual(await days(), both)
})

test('[PO5] a range is widened to whole steps of its zone, and has each of them once, over both changes of the clocks', async () => {
  const range = (from: string, to: string, step: UsageQuestion['step'], zone: string) =>
    db.usage.range({ from, to, step, zone, most: 50_000 })
  for (const [zone, from, to, hours] of [
    ['Europe/Berlin', '2026-03-29', '2026-03-30', 23],
    ['Europe/Berlin', '2026-10-25', '2026-10-26', 25],
    ['America/New_York', '2026-11-01', '2026-11-02', 25],
    ['Asia/Kolkata', '2026-10-25', '2026-10-26', 24],
    // At midnight, where a day begins an hour late, and where an hour of midnight comes twice.
    ['America/Santiago', '2026-09-06', '2026-09-07', 23],
    ['Atlantic/Azores', '2026-10-25', '2026-10-26', 25],
    ['America/Havana', '2026-11-01', '2026-11-02', 25],
  ] as const)
    for (const [step, ms] of [
      ['minute', 60_000],
      ['hour', 3_600_000],
    ] as const) {
      const found = await range(from, to, step, zone)
      const steps = (hours * 3_600_000) / ms
      assert.deepEqual([found.starts.length, Math.round(found.steps)], [steps, steps], `${zone} ${step}`)
      const begin = found.from.getTime()
      assert.deepEqual(
        found.starts.map(it => it.getTime() - begin),
        Array.from({ length: steps }, (_, i) => i * ms),
        `${zone} ${step}`,
      )
      assert.ok(wall(found.from, zone).startsWith(from), `${zone} ${wall(found.from, zone)}`)
      assert.ok(!wall(new Date(begin - 60_000), zone).startsWith(from), zone)
    }
  const walls = async (from: string, to: string, step: UsageQuestion['step'], zone: string) =>
    (await range(from, to, step, zone)).starts.map(it => wall(it, zone))
  assert.deepEqual(await walls('2026-03-28', '2026-03-29T22:00:00.001Z', 'day', 'Europe/Berlin'), [
    '2026-03-28 00:00',
    '2026-03-29 00:00',
    '2026-03-30 00:00',
  ])
  assert.deepEqual(await walls('2026-10-31T12:00:00Z', '2026-12-01', 'month', 'America/New_York'), [
    '2026-10-01 00:00',
    '2026-11-01 00:00',
  ])
  assert.deepEqual(await walls('2026-10-25T00:10:00Z', '2026-10-25T01:20:00Z', 'hour', 'Asia/Kolkata'), [
    '2026-10-25 05:00',
    '2026-10-25 06:00',
  ])
  const backwards = await range('2026-10-26', '2026-10-25', 'day', 'UTC')
  assert.deepEqual([backwards.forward, backwards.starts], [false, []])
  const many = await range('1990-01-01', '2090-01-01', 'minute', 'UTC')
  assert.deepEqual([many.forward, many.starts.length, many.steps > 50_000], [true, 0, true])
})

const partitions = async (parent: string) => {
  const sql = await pgp<object>(url).connect({ direct: true })
  try {
    const found = await sql.any<{ name: string }>(
      'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1',
      [parent],
    )
    return found.map(it => it.name.slice(parent.length))
  } finally {
    await sql.done()
  }
}

test('[PO6] there is a place for what comes late, for days that the zone begins earlier, and for what is to come', async () => {
  const account = await open('America/New_York')
  await post([cell(account, '2023-01-01T00:30Z'), cell(account, '2023-03-05T00:30Z')])
  await fold()
  const q = { from: new Date('2022-01-01T00:00Z'), zone: 'America/New_York' }
  const days = { '2022-12-31 ': [1, 10], '2023-03-04 ': [1, 10] }
  assert.deepEqual(await sums('user', question(account, { ...q, step: 'day' })), days)
  assert.ok((await partitions('usage_day')).includes('_2022'))
  const now = new Date('2031-11-29T23:00Z')
  await db.tx(repos => repos.usage.tend(now))
  for (const month of ['_2031_11', '_2031_12', '_2032_01'])
    assert.ok((await partitions('node_usage_hour')).includes(month), month)
  assert.ok((await partitions('network_usage_day')).includes('_2032'))
})

test('[PO6] one that is ten years late gets its own month, and not all of those between', async () => {
  const account = await open('UTC')
  await post([cell(account, '2009-03-15T10:00Z'), cell(account, '2019-05-15T10:00Z')])
  await fold()
  const made = await partitions('usage_hour')
  assert.ok(made.includes('_2009_03') && made.includes('_2019_05'))
  assert.ok(!made.some(name => name > '_2009_03' && name < '_2019_05'))
})

test('[PO6] ledgers that begin at once make the places together', async () => {
  const now = new Date('2041-06-01T00:00Z')
  await Promise.all([1, 2, 3, 4].map(() => db.tx(repos => repos.usage.tend(now))))
  assert.ok((await partitions('usage_hour')).includes('_2041_07'))
})

test('[PO6] only months and years that are old as a whole are dropped, with nothing younger', async () => {
  const account = await open('UTC')
  const monthsAgo = (months: number, day = 28) => {
    const now = new Date()
    return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, day, 12)).toISOString()
  }
  // 400 days are between 13 and 14 months.
  const [old, young] = [monthsAgo(15), monthsAgo(13, 1)]
  await post([cell(account, old), cell(account, young), cell(account, monthsAgo(12 * 12))])
  await fold()
  const name = (at: string) => `_${at.slice(0, 7).replace('-', '_')}`
  assert.ok((await partitions('usage_hour')).includes(name(old)))
  assert.ok((await db.tx(repos => repos.usage.tend(new Date()))) > 0)
  const q = { from: new Date('2001-01-01T00:00Z'), to: new Date() }
  assert.ok(!(await partitions('usage_hour')).includes(name(old)))
  const left = Object.keys(await sums('user', question(account, q)))
  assert.deepEqual(left, [`${new Date(young).toISOString()} `])
  const days = Object.keys(await sums('user', question(account, { ...q, step: 'day' })))
  assert.deepEqual(days.sort(), [old, young].map(it => `${it.slice(0, 10)} `).sort())
  assert.equal(await db.tx(repos => repos.usage.tend(new Date())), 0)
})

test('[PO7] of two that fold at once one does', async () => {
  const account = await open('UTC')
  await post([cell(account, '2026-02-02T10:00Z')])
  await db.tx(async ({ usage }) => {
    assert.equal((await usage.fold(many))?.rows, 1)
    assert.equal(await fold(), null)
  })
  assert.deepEqual(await fold(), { rows: 0, cells: 0 })
  assert.deepEqual(await sums('user', question(account)), { '2026-02-02T10:00:00.000Z ': [1, 10] })
})

/** A zone in which it is about noon, so that no day ends while a test runs. */
const noon = () => {
  const ahead = 12 - new Date().getUTCHours()
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
const noLimits = { maxConnections: null, dayBytes: null, monthBytes: null, bytesPerSecond: null }
const proxyUser = async (account: string, login: string, limits: object = {}) => {
  const more = { note: '', allowIps: [], secret: 's', most: 10 }
  return (await db.proxyUsers.create({ account, login, ...more, limits: { ...noLimits, ...limits } }))!
}

test('[PO7] a fold takes so many cells that it ends in time, and one that finds more goes on after it', async () => {
  const account = await open('UTC')
  const of = (n: number) => Array.from({ length: n }, () => cell(account, '2026-02-03T10:00Z'))
  for (const n of [30, 30, 30, 200, 5]) await post(of(n))
  const most = { rows: 1_000, cells: 61 }
  assert.deepEqual(await fold(most), { rows: 3, cells: 90 })
  assert.deepEqual(await fold({ rows: 1, cells: 61 }), { rows: 1, cells: 200 })
  assert.deepEqual(await fold(most), { rows: 1, cells: 5 })
  assert.deepEqual(await sums('user', question(account)), { '2026-02-03T10:00:00.000Z ': [295, 2_950] })
})

test('[PO8] today and this month of an account, its proxy users and their limits are what was posted', async () => {
  const zone = noon()
  const account = await open(zone)
  const ann = await proxyUser(account, 'ann', { dayBytes: 1_000 })
  const bob = await proxyUser(account, 'bob', { monthBytes: 5_000 })
  await proxyUser(account, 'idle')
  const gone = await proxyUser(account, 'gone', { dayBytes: 1 })
  const now = new Date().toISOString()
  const yesterday = new Date(Date.now() - 86_400_000).toISOString()
  const of = (id: string, at: string, up: number, down: number) => ({
    ...cell(account, at, up, down),
    proxyUser: id,
  })
  const lastMonth = new Date(Date.now() - 32 * 86_400_000).toISOString()
  await post([of(ann.id, now, 1, 800), of(ann.id, yesterday, 5, 5), of(gone.id, now, 3, 4)])
  await post([of(ann.id, lastMonth, 1_000, 1_000), of(bob.id, lastMonth, 1, 1)])
  await db.proxyUsers.remove(gone.id, account)
  const { today, timeZone, dayFrom, dayTo, monthFrom, monthTo } = (await db.usage.periods(account))!
  assert.equal(today, wall(new Date(), zone).slice(0, 10))
  assert.equal(timeZone, zone)
  assert.equal(wall(dayFrom, zone), `${today} 00:00`)
  assert.equal(dayTo.getTime() - dayFrom.getTime(), 86_400_000)
  assert.equal(wall(monthFrom, zone), `${today.slice(0, 7)}-01 00:00`)
  assert.match(wall(monthTo, zone), /-01 00:00$/)
  assert.ok(monthTo > monthFrom)
  const sameMonth = wall(new Date(yesterday), zone).slice(0, 7) === today.slice(0, 7)
  await atEachStage(async stage => {
    const standings = await db.usage.standings(account, today)
    const shown = standings.map(it => [it.login, it.gone, it.dayUp, it.dayDown, it.monthUp, it.monthDown])
    shown.sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
    assert.deepEqual(
      shown,
      [
        ['ann', false, 1, 800, sameMonth ? 6 : 1, sameMonth ? 805 : 800],
        ['bob', false, 0, 0, 0, 0],
        ['gone', true, 3, 4, 3, 4],
      ],
      stage,
    )
    await db.accounts.update(account, { timeZone: zone, limits: { dayBytes: 900, monthBytes: null } })
    const limited = await db.usage.limited([account])
    const row = (id: string | null) => limited.find(it => it.proxyUser === id)
    const about = { account, today }
    assert.deepEqual(row(ann.id), {
      ...{ ...about, proxyUser: ann.id, dayLimit: 1_000, monthLimit: null, dayBytes: 801 },
      monthBytes: sameMonth ? 811 : 801,
    })
    assert.deepEqual(row(null), {
      ...{ ...about, proxyUser: null, dayLimit: 900, monthLimit: null, dayBytes: 808 },
      monthBytes: sameMonth ? 818 : 808,
    })
    assert.deepEqual([limited.length, row(bob.id)?.monthBytes], [3, 0], stage)
  })
  assert.ok((await db.usage.limited(null)).some(it => it.account === account))
  assert.deepEqual(await db.usage.limited([await open('UTC')]), [])
})

test('[PO8] 80 % and all of a limit are told once each, a changed limit anew, and what no longer holds is not shown', async () => {
  const zone = noon()
  const account = await open(zone)
  const client = await addUser(db, { role: 'client', account })
  await addUser(db, { role: 'client', account, status: 'disabled' })
  const ann = await proxyUser(account, 'warned', { dayBytes: 1_000 })
  const { today } = (await db.usage.periods(account))!
  const warning = {
    account,
    proxyUser: ann.id,
    period: 'day',
    since: today,
    percent: 80,
    limit: 1_000,
  } as const
  const [told] = await db.usage.warn([warning])
  assert.ok(told!.at instanceof Date)
  assert.deepEqual(told, { ...warning, login: 'warned', at: told!.at, users: [client.id] })
  const both = [warning, { ...warning, percent: 100 } as const]
  assert.deepEqual(
    (await db.usage.warn(both)).map(it => it.percent),
    [100],
  )
  assert.deepEqual(await db.usage.warn(both), [])
  const shown = async () =>
    (await db.usage.warnings(account, today)).map(it => [it.login, it.percent, it.limit])
  assert.deepEqual(await shown(), [
    ['warned', 100, 1_000],
    ['warned', 80, 1_000],
  ])
  await db.proxyUsers.update({ ...ann, limits: { ...ann.limits, dayBytes: 2_000 } })
  assert.deepEqual(await shown(), [])
  assert.equal((await db.usage.warn([{ ...warning, limit: 2_000 }])).length, 1)
  assert.deepEqual(await shown(), [['warned', 80, 2_000]])
  // Of the account as a whole, and of its month.
  await db.accounts.update(account, { timeZone: zone, limits: { dayBytes: null, monthBytes: 50 } })
  const month = {
    ...warning,
    proxyUser: null,
    period: 'month',
    since: `${today.slice(0, 8)}01`,
    limit: 50,
  } as const
  assert.deepEqual(
    (await db.usage.warn([month, month])).map(it => [it.proxyUser, it.login, it.period]),
    [[null, null, 'month']],
  )
  assert.equal((await shown()).length, 2)
  assert.equal((await db.usage.warnings(account, '2020-01-01')).length, 0, 'of a day that has passed')
})
