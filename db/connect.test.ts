import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { silentLog } from '#kit/log.ts'
import { connectDb, type Db, DbDown } from './connect.ts'
import { DbFault, isUniqueViolation } from './errors.ts'
import { migrate } from './migrate.ts'
import { pgp } from './pgp.ts'
import { createTestDatabase } from './testing/database.ts'
import { addClient, addUser, hashOf } from './testing/people.ts'
import { createSilenceable } from './testing/silence.ts'
import { createTestServer, type TestServer } from './testing/server.ts'
import { until } from './testing/until.ts'

const { db, url, drop } = await createTestDatabase()
after(drop)

test('[DB9] what a transaction wrote is there together, and gone together when anything in it throws', async () => {
  const account = await db.tx(async repos => {
    const made = await repos.accounts.create({ name: 'Whole', timeZone: 'UTC' })
    await addUser(repos, { role: 'client', account: made.id })
    return made
  })
  assert.equal((await db.accounts.byId(account.id))?.users, 1)

  const change = new Error('changed my mind')
  const half = db.tx(async repos => {
    await repos.accounts.create({ name: 'Half', timeZone: 'UTC' })
    throw change
  })
  await assert.rejects(half, e => e === change)
  assert.deepEqual((await db.accounts.list({ account: null, search: 'half', limit: 10 })).items, [])
})

test('[DB10] a unique violation is told apart by its constraint', async () => {
  const user = await addUser(db)
  const other = await addUser(db)
  await db.links.make({ user: user.id, kind: 'reset', hash: hashOf('same'), ms: 1000 })
  const error = await db.links
    .make({ user: other.id, kind: 'reset', hash: hashOf('same'), ms: 1000 })
    .catch(e => e)
  assert.ok(isUniqueViolation(error, 'link_pkey'))
  assert.ok(isUniqueViolation(error))
  assert.ok(!isUniqueViolation(error, 'app_user_email_key'))
})

test('[DB10] a refused statement is told by name, without the values that were in it', async () => {
  const client = await addClient(db, { name: 'Secretive', passwordHash: 'hunter2' })
  const error: unknown = await db.users.update(client.id, { role: 'admin' }).catch(e => e)
  assert.ok(error instanceof DbFault)
  assert.deepEqual([error.statement, error.constraint], ['users/update', 'app_user_account_check'])
  assert.doesNotMatch(
    JSON.stringify([Object.entries(error), error.message, error.stack]),
    /hunter2|Secretive/,
  )
})

test('[DB10] text that PostgreSQL cannot hold is stored as near as it can be', async () => {
  const user = await addUser(db, { name: 'a\0b\uD800c' })
  assert.equal(user.name, 'a\uFFFDb\uFFFDc')
})

test('[DB11] to be shut out by the server while closing is no crash', async () => {
  const sql = await pgp<object>(url).connect({ direct: true })
  for (let round = 0; round < 10; round++) {
    const name = `leaving ${round}`
    const leaving = await connectDb({ url, log: silentLog(), name })
    await Promise.all([1, 2, 3].map(() => leaving.users.byEmail('nobody@example.com')))
    const out = sql.any(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1',
      [name],
    )
    await Promise.all([leaving.close(), out])
    await assert.rejects(leaving.users.byEmail('nobody@example.com'), DbDown)
  }
  await sql.done()
})

test('[DB11] a server that takes questions and answers none is away, until it answers', async t => {
  const way = await createSilenceable(url)
  const far = await connectDb({ url: way.url, log: silentLog(), name: 'far away' })
  t.after(async () => {
    way.setSilent(false)
    await far.close()
    await way.close()
  })
  assert.equal(far.up, true)
  way.setSilent(true)
  await until('it is seen to be silent', () => !far.up)
  way.setSilent(false)
  await until('it is heard again', () => far.up)
  assert.equal(await far.users.byEmail('nobody@example.com'), null)
})

describe('a PostgreSQL that comes and goes', () => {
  let server: TestServer
  let db: Db
  before(async () => {
    server = await createTestServer()
    db = await connectDb({ url: server.url, log: silentLog(), name: 'traffix-test' })
  })
  after(async () => {
    await db.close()
    await server.remove()
  })
  const asks = [
    () => db.users.byEmail('nobody@example.com'),
    () => db.tx(repos => repos.users.byEmail('nobody@example.com')),
  ]

  test('[DB11] a process that starts without it says so, and notices when it has come', async () => {
    assert.equal(db.up, false)
    for (const ask of asks) await assert.rejects(ask, DbDown)
    const migrated = migrate({ url: server.url, log: silentLog() }) // [DB4] waits for it
    server.start()
    assert.ok((await migrated).at > 0)
    await until('it has come', () => db.up)
    for (const ask of asks) assert.equal(await ask(), null)
  })

  test('[DB11] killed with -9 it is away within moments, and after its return everything works as before', async () => {
    const user = await addUser(db)
    // connections in use, idle ones, and one in the middle of a transaction
    await Promise.all(Array.from({ length: 5 }, () => db.users.byId(user.id)))
    const torn = db.tx(async repos => {
      await repos.users.update(user.id, { name: 'Torn' })
      await server.kill()
      // A backend outlives the server by a moment, and may answer once more.
      for (;;) await repos.users.byId(user.id)
    })
    await assert.rejects(torn, DbDown)
    await until('it is seen to be away', () => !db.up)
    for (const ask of asks) await assert.rejects(ask, DbDown)
    assert.equal(await db.ping(), false)

    server.start()
    await until('it is back', () => db.up)
    assert.equal((await db.users.byId(user.id))?.name, user.name)
  })
})
