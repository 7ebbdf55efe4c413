import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { pgp } from './pgp.ts'
import { readMigrations } from './read-migrations.ts'
import { createDatabase } from './testing/database.ts'

const main = fileURLToPath(new URL('./migrate-main.ts', import.meta.url))
const { url, drop } = await createDatabase()
after(drop)

async function run(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], { env: { LOG_LEVEL: 'silent', ...env } })
  const [[code], told] = await Promise.all([once(child, 'exit'), text(child.stderr)])
  return { code: code as number, told }
}

test('[DB2] three processes that migrate an empty database at once all succeed, and each migration is applied once', async () => {
  const runs = await Promise.all([1, 2, 3].map(() => run({ DATABASE_URL: url })))
  for (const run of runs) assert.deepEqual(run, { code: 0, told: '' })
  const sql = await pgp<object>(url).connect({ direct: true })
  const applied = await sql.any('select number, name, checksum from migration order by number')
  await sql.done()
  assert.deepEqual(
    applied,
    readMigrations().map(({ number, name, checksum }) => ({ number, name, checksum })),
  )
})

test('[DB3] a refused migration ends the process with status 1 and one line', async () => {
  const sql = await pgp<object>(url).connect({ direct: true })
  await sql.none(`update migration set checksum = 'another' where number = 1`)
  await sql.done()
  const { code, told } = await run({ DATABASE_URL: url })
  assert.deepEqual([code, told], [1, 'migration 0001_people was changed after it was applied\n'])
})

test('[DB4] a wrong DATABASE_URL ends the process with status 78 and one line that names it, without the password', async () => {
  const { code, told } = await run({ DATABASE_URL: 'mysql://root:hunter2@localhost/x' })
  assert.equal(code, 78)
  assert.match(told, /^DATABASE_URL must be a URL that begins with postgres:\/\/[^\n]*\n$/)
  assert.doesNotMatch(told, /hunter2/)
})
