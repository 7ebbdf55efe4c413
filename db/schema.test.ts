import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { accountStatuses, locales, roles, themes, userStatuses } from '#protocol/person.ts'
import { pgp } from './pgp.ts'
import { linkKinds } from './repositories/links.ts'
import { createTestDatabase } from './testing/database.ts'

const { url, drop } = await createTestDatabase()
const sql = await pgp<object>(url).connect({ direct: true })
after(async () => {
  await sql.done()
  await drop()
})

const words: [constraint: string, words: readonly string[]][] = [
  ['app_user_role_check', roles],
  ['app_user_status_check', userStatuses],
  ['app_user_locale_check', locales],
  ['app_user_theme_check', themes],
  ['account_status_check', accountStatuses],
  ['link_kind_check', linkKinds],
]
for (const [constraint, expected] of words) {
  test(`[DB7] ${constraint} allows exactly the words of the protocol`, async () => {
    const { text } = await sql.one<{ text: string }>(
      'select pg_get_constraintdef(oid) as text from pg_constraint where conname = $1',
      [constraint],
    )
    assert.deepEqual([...text.matchAll(/'([^']+)'/g)].map(([, word]) => word).sort(), [...expected].sort())
  })
}

test('[DB7] every time column has a time zone', async () => {
  const bare = await sql.any(`select table_name, column_name from information_schema.columns
    where table_schema = 'public' and data_type = 'timestamp without time zone'`)
  assert.deepEqual(bare, [])
})

test('[DB8] ids are version 7 UUIDs that sort by the time they were made', async () => {
  const before = Date.now()
  const ids: string[] = []
  for (let i = 0; i < 50; i++) ids.push((await sql.one<{ id: string }>('select new_id() as id')).id)
  assert.deepEqual(ids, ids.toSorted())
  for (const id of ids)
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const ms = Number.parseInt((ids[0] ?? '').replace('-', '').slice(0, 12), 16)
  assert.ok(ms >= before - 1 && ms <= Date.now() + 1)
})
