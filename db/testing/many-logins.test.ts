import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTestDatabase } from './database.ts'
import { addManyLogins } from './many-logins.ts'

const database = await createTestDatabase()
after(() => database.drop())

for (const role of ['client', 'operator'] as const)
  test(`[LG1] many made at once are each somebody with a live session of their own (${role})`, async () => {
    const made = await addManyLogins(database, { users: 1_000, role })
    const who = await database.db.logins.principals(made.map(login => login.session))
    const users = new Map(who.map(({ session, user }) => [session, user]))
    for (const { user, account, session } of made) {
      assert.equal(users.get(session)?.id, user)
      assert.equal(users.get(session)?.account?.id ?? null, account)
    }
    assert.equal(new Set(made.map(login => login.user)).size, 1_000)
  })
