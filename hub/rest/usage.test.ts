import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { readDirectory } from '#bus/directory.ts'
import { saySpent } from '#bus/spent.ts'
import { type Cell, tailsOf, wall } from '#db/testing/usage.ts'
import type { EntryOf } from '#protocol/directory.ts'
import { Limits } from '#protocol/limits.ts'
import { Usage, usageDimensions, usageSteps, UsageSummary } from '#protocol/rest/usage.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'
import type { Visitor } from '../testing/visitor.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub()))
after(() => hub.stop())

const cell = (account: string, at: string, more: Partial<Cell> = {}): Cell => ({
  ...{ account, at: new Date(at), proxyUser: randomUUID(), node: randomUUID(), provider: randomUUID() },
  ...{ country: 'us', edge: 'one', up: 1, down: 10, ...more },
})
const post = (cells: readonly Cell[]) => hub.db.usage.post([], tailsOf(cells))
const path = (query: Record<string, string>) => `/api/usage?${String(new URLSearchParams(query))}`
const june = { from: '2026-06-01', to: '2026-07-01' }
async function usage(visitor: Visitor, query: Record<string, string> = {}): Promise<Usage> {
  const answer = await visitor.get(path({ ...june, ...query }))
  assert.equal(answer.status, 200, answer.text)
  return Usage.parse(answer.body)
}
/** The fields that are refused, and why. */
async function refused(visitor: Visitor, query: Record<string, string>): Promise<Record<string, string>> {
  const answer = await visitor.get(path({ ...june, ...query }))
  assert.equal(answer.status, 400, `${JSON.stringify(query)}: ${answer.text}`)
  return answer.body.error.fields
}
const sum = (all: readonly { up: number; down: number }[]) =>
  all.reduce((total, it) => ({ up: total.up + it.up, down: total.down + it.down }), { up: 0, down: 0 })
/** As a spreadsheet reads it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [['']]
  for (const [part] of text.matchAll(/"(?:[^"]|"")*"|\r\n|,|[^",\r\n]+/g)) {
    if (part === '\r\n') rows.push([''])
    else if (part === ',') rows.at(-1)!.push('')
    else
      rows.at(-1)![rows.at(-1)!.length - 1] +=
        part[0] === '"' ? part.slice(1, -1).replaceAll('""', '"') : part
  }
  return rows.slice(0, -1)
}

test('[US1] a client sees the usage of their own account only; staff see all of it, or one account’s', async () => {
  const [ann, bob] = [await hub.signedIn('client'), await hub.signedIn('client')]
  const [own, other] = [ann.user.account!.id, bob.user.account!.id]
  const at = '2024-06-10T10:00Z'
  const period = { from: '2024-06-01', to: '2024-07-01' }
  const theirs = cell(other, at, { up: 100, down: 1_000 })
  await post([cell(own, at), theirs])
  assert.deepEqual((await usage(ann, period)).total, { up: 1, down: 10 })
  assert.deepEqual((await usage(ann, { ...period, account: own })).total, { up: 1, down: 10 })
  for (const by of usageDimensions) {
    const answer = await ann.get(path({ ...period, by }))
    assert.ok(!answer.text.includes(other) && !answer.text.includes(theirs.proxyUser), by)
    assert.ok(!answer.text.includes(theirs.node) && !answer.text.includes(theirs.provider), by)
  }
  for (const [name, value] of Object.entries({ proxyUser: theirs.proxyUser, node: theirs.node }))
    assert.deepEqual((await usage(ann, { ...period, [name]: value })).total, { up: 0, down: 0 }, name)
  for (const way of ['/api/usage/summary?account=', `${path(period)}&account=`]) {
    const answer = await ann.get(`${way}${other}`)
    assert.deepEqual([answer.status, answer.body.error.code], [403, 'forbidden'])
  }
  assert.equal((await ann.get(`/api/usage/summary?account=${own.toUpperCase()}`)).status, 200)
  for (const role of ['operator', 'admin'] as const) {
    const staff = await hub.signedIn(role)
    assert.deepEqual((await usage(staff, period)).total, { up: 101, down: 1_010 })
    assert.deepEqual((await usage(staff, { ...period, account: other })).total, { up: 100, down: 1_000 })
    const { groups } = await usage(staff, { ...period, by: 'account' })
    assert.deepEqual(
      groups!.map(it => [it.key, it.label, it.up]),
      [
        [other, bob.user.account!.name, 100],
        [own, ann.user.account!.name, 1],
      ],
    )
  }
})

test('[US2] what cannot be answered is refused by name, with what is accepted', async () => {
  const admin = await hub.signedIn('admin')
  const client = await hub.signedIn('client')
  const days = ['2026-02-30', '2026-13-01', '0000-01-01', '9999-12-31', 'yesterday', '2026-6-1', '']
  const instants = [
    '2026-02-30T00:00:00Z',
    '2026-06-01T25:00:00Z',
    '2026-06-01T10:00:00',
    '1969-12-31T23:00:00Z',
  ]
  for (const from of [...days, ...instants])
    for (const field of ['from', 'to'])
      assert.match((await refused(admin, { [field]: from }))[field]!, /2026-11-26T10:00:00Z/, from)
  assert.match((await refused(admin, { step: 'week' }))['step']!, /"minute"\|"hour"\|"day"\|"month"/)
  assert.match((await refused(admin, { by: 'city' }))['by']!, /"country"\|"proxyUser"/)
  assert.match((await refused(admin, { format: 'xml' }))['format']!, /"json"\|"csv"/)
  assert.ok((await refused(admin, { account: 'x' }))['account'])
  assert.ok((await refused(admin, { country: 'usa' }))['country'])
  assert.match((await refused(admin, { colour: 'red' }))['colour']!, /accepted: from, to, step/)
  for (const to of ['2026-06-01', '2026-05-01', '2026-06-01T00:00:00Z'])
    assert.match((await refused(admin, { to }))['to']!, /after `from`/)
  const long = await refused(admin, { from: '2026-01-01', to: '2026-12-31', step: 'minute' })
  assert.match(long['step']!, new RegExp(`${Limits.usagePoints}.*shorter range`))
  assert.ok((await refused(admin, { from: '1970-01-01', to: '2999-12-31', step: 'hour' }))['step'])
  assert.match((await refused(admin, { account: randomUUID() }))['account']!, /no such account/)
  assert.match(
    (await refused(admin, { by: 'proxyUser', edge: 'one' }))['by']!,
    /edge, proxyUser.*not counted together/,
  )
  assert.match((await refused(admin, { by: 'node', proxyUser: randomUUID() }))['by']!, /account \+ node/)
  assert.match((await refused(client, { by: 'edge' }))['by']!, /not counted together/)
  const nameless = await admin.get('/api/usage/summary')
  assert.deepEqual([nameless.status, Object.keys(nameless.body.error.fields)], [400, ['account']])
  assert.equal((await admin.get(`/api/usage/summary?account=${randomUUID()}`)).status, 400)
  // What is odd, and right.
  for (const [from, to] of [
    ['2026-06-01T10:00:00+23:00', '2026-06-03'],
    ['2028-02-29', '2028-03-01'],
    ['2026-06-01T10:00:00.123456789Z', '2026-06-01T10:00:00.124Z'],
  ] as const)
    await usage(admin, { from, to, step: 'minute' })
  await usage(admin, { from: '1970-01-01', to: '2999-12-31', step: 'month' })
})

test('[US3] the total, the points, the groups and the table say the same, by every step and dimension', async () => {
  const client = await hub.signedIn('client')
  const account = client.user.account!.id
  const admin = await hub.signedIn('admin')
  await hub.db.accounts.update(account, {
    timeZone: 'Asia/Kolkata',
    limits: { dayBytes: null, monthBytes: null },
  })
  const [proxyUser, node] = [randomUUID(), randomUUID()]
  const times = ['2026-06-10T10:10Z', '2026-06-10T10:40Z', '2026-06-10T18:29Z', '2026-06-10T18:31Z']
  await post(
    times.flatMap((at, i) => [
      cell(account, at, { up: i, down: 2 ** 33 + i, country: i % 2 ? 'de' : '' }),
      cell(account, at, { proxyUser, node, edge: 'two' }),
    ]),
  )
  const total = { up: 6 + 4, down: 4 * 2 ** 33 + 6 + 40 }
  for (const step of usageSteps)
    for (const by of [undefined, ...usageDimensions])
      for (const who of by === 'edge' ? [admin] : [client, admin]) {
        const query = { ...june, step, ...(by && { by }), ...(who === admin && by !== 'edge' && { account }) }
        const range = step === 'minute' ? { from: '2026-06-09', to: '2026-06-12' } : {}
        const label = JSON.stringify({ ...query, ...range })
        const found = await usage(who, { ...query, ...range })
        if (by !== 'edge') assert.deepEqual(found.total, total, label)
        assert.deepEqual(sum(found.points), found.total, label)
        assert.equal(found.timeZone, by === 'edge' ? 'UTC' : 'Asia/Kolkata')
        const days = step === 'minute' ? 3 : 30
        const steps = { minute: days * 1440, hour: days * 24, day: days, month: 1 }[step]
        assert.equal(found.points.length, steps, label)
        if (by) {
          assert.deepEqual(sum(found.groups!), found.total, label)
          for (const group of found.groups!)
            assert.deepEqual(sum(group.points), { up: group.up, down: group.down })
        } else assert.equal(found.groups, null)
        const answer = await who.get(path({ ...query, ...range, format: 'csv' }))
        assert.match(answer.headers.get('content-type')!, /^text\/csv/)
        assert.match(
          answer.headers.get('content-disposition')!,
          /^attachment; filename="usage-\w+-[\d-]+\.csv"$/,
        )
        assert.equal(answer.headers.get('cache-control'), 'no-store')
        const [head, ...rows] = parseCsv(answer.text)
        const columns = ['from_utc', `from_${found.timeZone}`, ...(by ? [by, `${by}_name`] : [])]
        assert.deepEqual(head, [...columns, 'up_bytes', 'down_bytes', 'total_bytes'])
        const numbers = rows.map(row => row.slice(-3).map(Number) as [number, number, number])
        assert.deepEqual(sum(numbers.map(([up, down]) => ({ up, down }))), found.total, label)
        for (const [up, down, both] of numbers) assert.equal(up + down, both)
        for (const [utc, local] of rows)
          assert.ok(local!.startsWith(wall(new Date(utc!), found.timeZone)), `${utc} ${local}`)
      }
  const first = (await usage(client, { step: 'day' })).points
  assert.deepEqual(
    [first[9]!.at, first[9]!.up, first[10]!.up],
    ['2026-06-09T18:30:00.000Z', 0 + 1 + 2 + 3, 3 + 1],
    'a day of Kolkata',
  )
  const asked = await client.get(path({ ...june, step: 'day' }), { accept: 'text/csv, */*;q=0.1' })
  assert.match(asked.headers.get('content-type')!, /^text\/csv/)
  assert.equal(asked.text, (await client.get(path({ ...june, step: 'day', format: 'csv' }))).text)
})

test('[US3] OpenAPI says where a table can be had', async () => {
  const { body } = await hub.visitor().get('/api/openapi.json')
  const content = (at: string) => Object.keys(body.paths[at].get.responses['200'].content)
  assert.deepEqual(content('/api/usage'), ['application/json', 'text/csv'])
  assert.deepEqual(content('/api/usage/summary'), ['application/json'])
})

test('[US4] a name in the table is never a formula, and never another cell', async () => {
  const admin = await hub.signedIn('admin')
  const names = ['=HYPERLINK("http://x","y")', '+1+1', '-2', '@SUM(A1)', 'a,b', 'say "x"', ' =1']
  const period = { from: '2023-06-01', to: '2023-06-02' }
  const edges = ['=1+1', '-1']
  for (const [i, name] of names.entries()) {
    const { id } = await hub.db.accounts.create({ name, timeZone: 'UTC' })
    await post([cell(id, '2023-06-01T10:00Z', { edge: edges[i % 2]! })])
  }
  const table = async (by: string) =>
    parseCsv((await admin.get(path({ ...period, by, step: 'day', format: 'csv' }))).text).slice(1)
  const rows = await table('account')
  assert.ok(rows.every(row => row.length === 7))
  const shown = names.map(name => (/^[=+\-@]/.test(name) ? `'${name}` : name))
  assert.deepEqual(rows.map(row => row[3]).sort(), shown.sort())
  assert.deepEqual((await table('edge')).map(row => row[2]).sort(), ["'-1", "'=1+1"])
})

/** A zone in which it is about noon, so that no day ends while a test runs. */
const noon = () => {
  const ahead = 12 - new Date().getUTCHours()
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}

test('[US5] the summary is today and this month of the account’s zone against its limits, with what was warned of', async () => {
  const client = await hub.signedIn('client')
  const account = client.user.account!.id
  const timeZone = noon()
  await hub.db.accounts.update(account, { timeZone, limits: { dayBytes: 500, monthBytes: 9_000 } })
  const made = async (login: string, limits: object) =>
    (await client.post('/api/proxy-users', { login, limits })).body.proxyUser.id as string
  const [ann, bob] = [await made('sum.ann', { dayBytes: 100 }), await made('sum.bob', { monthBytes: 70 })]
  await made('sum.idle', {})
  const now = new Date().toISOString()
  await post([
    cell(account, now, { proxyUser: ann, up: 30, down: 60 }),
    cell(account, now, { proxyUser: bob }),
  ])
  const { today } = (await hub.db.usage.periods(account))!
  const warning = { account, proxyUser: ann, period: 'day', since: today, percent: 80, limit: 100 } as const
  await hub.db.usage.warn([warning])
  const answer = await client.get('/api/usage/summary')
  const summary = UsageSummary.parse(answer.body)
  assert.equal(summary.timeZone, timeZone)
  assert.equal(wall(new Date(summary.today.from), timeZone), `${today} 00:00`)
  assert.equal(Date.parse(summary.today.to) - Date.parse(summary.today.from), 86_400_000)
  assert.equal(wall(new Date(summary.month.from), timeZone), `${today.slice(0, 7)}-01 00:00`)
  const bytes = ({ up, down, limit }: (typeof summary)['today']) => [up, down, limit]
  assert.deepEqual(
    [bytes(summary.today), bytes(summary.month)],
    [
      [31, 70, 500],
      [31, 70, 9_000],
    ],
  )
  assert.deepEqual(summary.proxyUsers, [
    {
      ...{ id: ann, login: 'sum.ann', today: { bytes: 90, limit: 100 } },
      month: { bytes: 90, limit: null },
    },
    { id: bob, login: 'sum.bob', today: { bytes: 11, limit: null }, month: { bytes: 11, limit: 70 } },
  ])
  const [told, ...none] = summary.warnings
  assert.deepEqual(none, [])
  const { account: _, ...rest } = warning
  assert.deepEqual(told, { ...rest, proxyUser: { id: ann, login: 'sum.ann' }, at: told!.at })
  await client.del(`/api/proxy-users/${ann}`)
  const after = UsageSummary.parse((await client.get('/api/usage/summary')).body)
  assert.deepEqual(bytes(after.today), [31, 70, 500], 'what was removed has used it all the same')
  assert.deepEqual(after.warnings, [])
  const operator = await hub.signedIn('operator')
  const same = UsageSummary.parse((await operator.get(`/api/usage/summary?account=${account}`)).body)
  assert.deepEqual({ ...same, at: '' }, { ...after, at: '' })
})

test('[US6] admins change limits and zone of an account; edges know when the answer comes, and so does the log', async () => {
  const client = await hub.signedIn('client')
  const admin = await hub.signedIn('admin')
  const account = client.user.account!.id
  const change = (body: unknown, who: Visitor = admin) => who.patch(`/api/accounts/${account}`, body)
  const now = new Date().toISOString()
  await post([cell(account, now, { up: 0, down: 777 })])
  const timeZone = noon()
  const changed = await change({ timeZone, limits: { dayBytes: 1_000 } })
  assert.deepEqual([changed.status, changed.body.account.timeZone], [200, timeZone])
  assert.deepEqual(changed.body.account.limits, { dayBytes: 1_000, monthBytes: null })
  let told: EntryOf<'account'> | undefined
  for await (const entries of readDirectory(hub.bus, 'account'))
    told ??= entries.find(it => it.id === account) as EntryOf<'account'> | undefined
  assert.deepEqual([told?.timeZone, told?.limits], [timeZone, { dayBytes: 1_000, monthBytes: null }])
  // What was used before there was a limit counts.
  const day = (await hub.db.usage.periods(account))!.today.replaceAll('-', '')
  const own = { holder: account, day, month: day.slice(0, 6), dayBytes: 0, monthBytes: 0, connections: 0 }
  const [spent] = await saySpent(hub.bus, { edge: 'e', epoch: 'e' }, [own])
  assert.equal(spent?.dayBytes, 777)
  assert.deepEqual((await change({ limits: { monthBytes: 5 } })).body.account.limits, {
    ...{ dayBytes: 1_000, monthBytes: 5 },
  })
  assert.deepEqual((await change({ limits: { dayBytes: null } })).body.account.limits.dayBytes, null)
  for (const [body, field] of [
    [{}, 'body'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ limits: { dayBytes: 0 } }, 'limits.dayBytes'],
    [{ limits: { monthBytes: 1.5 } }, 'limits.monthBytes'],
    [{ name: 'x' }, 'name'],
  ] as const) {
    const answer = await change(body)
    assert.equal(answer.status, 400, answer.text)
    assert.ok(answer.body.error.fields[field], answer.text)
  }
  for (const who of [client, await hub.signedIn('operator')])
    assert.equal((await change({ limits: { dayBytes: null } }, who)).status, 403)
  assert.equal((await admin.patch(`/api/accounts/${randomUUID()}`, { timeZone })).status, 404)
  const { body } = await admin.get(`/api/audit?target=${account}`)
  const entries = body.items.filter((it: { action: string }) => it.action === 'account.updated')
  assert.equal(entries.length, 3)
  const { detail, actor } = entries.at(-1)
  assert.equal(actor.id, admin.user.id)
  assert.deepEqual(detail, {
    from: { timeZone: 'UTC', limits: { dayBytes: null, monthBytes: null } },
    to: { timeZone, limits: { dayBytes: 1_000, monthBytes: null } },
  })
})
