import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { User } from './users.ts'
import { createTestDatabase } from '../testing/database.ts'
import { addUser } from '../testing/people.ts'

const { db, drop } = await createTestDatabase()
after(drop)

const admins = async () =>
  (await db.users.list({ account: null, role: 'admin', status: 'active', limit: 100 })).items

test('[DB15] the last active admin can be neither disabled nor demoted, but renamed', async () => {
  const only = await addUser(db, { role: 'admin' })
  await addUser(db, { role: 'admin', status: 'disabled' })
  await addUser(db, { role: 'admin', status: 'unconfirmed' })
  assert.equal(await db.users.update(only.id, { status: 'disabled' }), 'last_admin')
  assert.equal(await db.users.update(only.id, { role: 'operator', name: 'Tricky' }), 'last_admin')
  assert.deepEqual(await db.users.byId(only.id), only)
  assert.equal(((await db.users.update(only.id, { name: 'Renamed', role: 'admin' })) as User).name, 'Renamed')
})

test('[DB15] with another one there an admin may go, and a disabled one was none', async () => {
  const second = await addUser(db, { role: 'admin' })
  assert.equal(((await db.users.update(second.id, { role: 'operator' })) as User).role, 'operator')
  const disabled = await addUser(db, { role: 'admin', status: 'disabled' })
  assert.equal(((await db.users.update(disabled.id, { role: 'operator' })) as User).role, 'operator')
  assert.equal((await admins()).length, 1)
})

test('[DB15] admins who take each other away at the same moment leave one', async () => {
  for (let round = 0; round < 20; round++) {
    while ((await admins()).length < 4) await addUser(db, { role: 'admin' })
    const all = await admins()
    const outcomes = await Promise.all(
      all.map((admin, i) => db.users.update(admin.id, i % 2 ? { status: 'disabled' } : { role: 'operator' })),
    )
    assert.equal(outcomes.filter(outcome => outcome === 'last_admin').length, 1)
    assert.equal((await admins()).length, 1)
  }
})
