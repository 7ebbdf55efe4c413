import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { pgp } from './pgp.ts'
import { createRepositories } from './repositories.ts'
import { allStatements, checkStatements, loadStatement } from './statement.ts'
import { createTestDatabase } from './testing/database.ts'

const { url, drop } = await createTestDatabase()
const sql = await pgp<object>(url).connect({ direct: true })
after(async () => {
  await sql.done()
  await drop()
})

function folder(t: TestContext, files: Record<string, string>): URL {
  const dir = mkdtempSync(join(tmpdir(), 'traffix-sql-'))
  t.after(() => rmSync(dir, { recursive: true }))
  mkdirSync(join(dir, 'cat'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, `${name}.sql`), text)
  return pathToFileURL(`${dir}/`)
}
const feed = { 'cat/feed': 'update cat set fed = ${food} where id = ${id} -- ${comment}' }

test('[DB5] the statements that are shipped pass the check of the boot', () => {
  assert.equal(typeof createRepositories, 'function')
  checkStatements()
})

test('[DB5] every file that is not right is told at once, by name', t => {
  const dir = folder(t, { ...feed, 'cat/broken': "select 'open", 'cat/unused': 'select 1' })
  const used = [
    loadStatement('cat/feed', ['food', 'id'], dir),
    loadStatement('cat/broken', [], dir),
    loadStatement('cat/missing', [], dir),
  ]
  assert.throws(
    () => checkStatements(used, dir),
    ({ message }: Error) => {
      assert.match(message, /cat\/broken\.sql: .*line:1.*Unclosed/)
      assert.match(message, /cat\/missing\.sql: ENOENT/)
      assert.match(message, /cat\/unused\.sql is not used by any repository/)
      assert.doesNotMatch(message, /feed/)
      return true
    },
  )
})

test('[DB5] a value that a statement is not given, or does not use, is told by name', t => {
  const dir = folder(t, feed)
  const check = (needs: string[]) => () => checkStatements([loadStatement('cat/feed', needs, dir)], dir)
  assert.throws(check(['id']), /cat\/feed\.sql names \$\{food\}, which it is not given/)
  assert.throws(check(['id', 'food', 'drink']), /cat\/feed\.sql does not use \$\{drink\}/)
})

for (const statement of allStatements()) {
  test(`[DB6] ${statement.name}.sql fits the migrated schema`, async () => {
    // An order is no value: it is one of a few that the repository knows.
    const nothing = Object.fromEntries(statement.needs.map(name => [name, name === 'order' ? 'n.id' : null]))
    const plan = await sql.any(`explain ${pgp.as.format(statement.file, nothing)}`)
    assert.ok(plan.length > 0)
  })
}
