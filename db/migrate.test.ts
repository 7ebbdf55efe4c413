import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { silentLog } from '#kit/log.ts'
import { migrate } from './migrate.ts'
import { pgp } from './pgp.ts'
import { createDatabase } from './testing/database.ts'

const first = { '0001_one.sql': 'create table one (n int);\ninsert into one values (1);\n' }
const both = { ...first, '0002_two.sql': 'create table two (n int);\n' }

function folder(t: TestContext, files: Record<string, string>): URL {
  const dir = mkdtempSync(join(tmpdir(), 'traffix-migrations-'))
  t.after(() => rmSync(dir, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return pathToFileURL(`${dir}/`)
}

async function house(t: TestContext) {
  const { url, drop } = await createDatabase()
  const sql = await pgp<object>(url).connect({ direct: true })
  t.after(async () => {
    await sql.done()
    await drop()
  })
  const run = (files: Record<string, string>) => migrate({ url, log: silentLog(), dir: folder(t, files) })
  const tables = async () => {
    const rows = await sql.any<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
    )
    return rows.map(row => row.name)
  }
  return { url, sql, run, tables }
}

test('[DB1] a fresh database gets every migration once, in order, and a second run finds nothing to do', async t => {
  const { run, tables, sql } = await house(t)
  assert.deepEqual(await run(both), { applied: ['0001_one', '0002_two'], at: 2 })
  assert.deepEqual(await run(both), { applied: [], at: 2 })
  assert.deepEqual(await tables(), ['migration', 'one', 'two'])
  assert.equal((await sql.any('select from one')).length, 1)
})

test('[DB1] a new migration is applied on top of what is there', async t => {
  const { run } = await house(t)
  await run(first)
  assert.deepEqual(await run(both), { applied: ['0002_two'], at: 2 })
})

test('[DB1] a broken migration is named and nothing of it stays, but the ones before it do', async t => {
  const { run, tables } = await house(t)
  const broken = { ...first, '0002_two.sql': 'create table two (n int);\nselect nonsense;\n' }
  await assert.rejects(
    run(broken),
    /migration 0002_two: column "nonsense" does not exist; nothing of it was applied/,
  )
  assert.deepEqual(await tables(), ['migration', 'one'])
  assert.deepEqual((await run(both)).applied, ['0002_two'])
})

const refusals: [string, Record<string, string>, RegExp][] = [
  [
    'that was changed after it was applied',
    { ...first, '0002_two.sql': 'create table two (n bigint);', '0003_three.sql': 'create table three ();' },
    /migration 0002_two was changed after it was applied/,
  ],
  ['whose file is gone', first, /migration 0002_two was applied, but its file is missing/],
  [
    'that was renamed',
    { ...first, '0002_deux.sql': both['0002_two.sql'] },
    /0002_two was applied, but its file is now 0002_deux/,
  ],
  [
    'whose number is taken twice',
    { ...both, '0002_b.sql': '' },
    /0002_b\.sql and 0002_two\.sql have the same number/,
  ],
  ['after a gap', { ...both, '0004_four.sql': '' }, /migration 0004_four\.sql: 0003 is missing before it/],
  ['with a wrong name', { ...both, '3_three.sql': '' }, /migration 3_three\.sql: a name is like/],
]
for (const [what, files, message] of refusals) {
  test(`[DB3] a migration ${what} is refused by name and changes nothing`, async t => {
    const { run, tables } = await house(t)
    await run(both)
    await assert.rejects(run(files), { name: 'CannotStart', message })
    assert.deepEqual(await tables(), ['migration', 'one', 'two'])
  })
}

test('[DB3] a migration that was applied before an earlier one is refused by name', async t => {
  const { run, sql, tables } = await house(t)
  await run(both)
  await sql.none('delete from migration where number = 1')
  await assert.rejects(run(both), { message: 'migration 0002_two was applied before 0001_one' })
  assert.deepEqual(await tables(), ['migration', 'one', 'two'])
})

test('[DB3] line ends and a byte-order mark change nothing', async t => {
  const { run } = await house(t)
  await run(first)
  const windows = { '0001_one.sql': `\uFEFF${first['0001_one.sql'].replaceAll('\n', '\r\n')}` }
  assert.deepEqual(await run(windows), { applied: [], at: 1 })
})

test('[DB4] migrating waits for PostgreSQL, and gives up with one line', async t => {
  const { url } = await house(t)
  const nowhere = new URL(url)
  nowhere.port = '1'
  const tried = migrate({ url: nowhere.href, log: silentLog(), waitMs: 600 })
  await assert.rejects(tried, {
    name: 'CannotStart',
    message: /^PostgreSQL cannot be reached: .*ECONNREFUSED/,
  })
})
