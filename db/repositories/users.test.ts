import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTestDatabase } from '../testing/database.ts'
import { addClient, addUser } from '../testing/people.ts'

const { db, drop } = await createTestDatabase()
after(drop)
const page = { account: null, limit: 100 }

test('[DB12] an address belongs to one user, however it is written', async () => {
  const user = await addUser(db, { email: 'Ann@Example.com', passwordHash: 'a hash' })
  assert.equal(user.email, 'ann@example.com')
  const { id: _, ...same } = { ...user, account: null, passwordHash: null, email: 'ANN@example.com' }
  assert.equal(await db.users.create(same), null)
  assert.deepEqual(await db.users.byEmail('aNN@example.com'), {
    ...user,
    passwordHash: 'a hash',
    proofVersion: 0,
  })
})

test('[DB12] of two who register an address at once, one gets it and the other hears that it is taken', async () => {
  const form = {
    name: 'Twin',
    role: 'operator',
    account: null,
    status: 'unconfirmed',
    passwordHash: null,
  } as const
  const twin = () => db.users.create({ ...form, email: 'twin@example.com', locale: 'en', timeZone: 'UTC' })
  const made = await Promise.all([twin(), twin(), twin()])
  assert.equal(made.filter(user => user !== null).length, 1)
})

test('[DB12] an address is confirmed once, and only by a user who was still to confirm it', async () => {
  const user = await addUser(db, { status: 'unconfirmed' })
  assert.equal((await db.users.confirm(user.id))?.status, 'active')
  assert.equal(await db.users.confirm(user.id), null)
  await db.users.update(user.id, { status: 'disabled' })
  assert.equal(await db.users.confirm(user.id), null)
})

test('[DB12] who is let in again is what they were: an address that nobody confirmed is still to be confirmed', async () => {
  const status = async (id: string, to: 'disabled' | 'active') => {
    const user = await db.users.update(id, { status: to })
    return user && user !== 'last_admin' && user.status
  }
  const never = await addUser(db, { status: 'unconfirmed' })
  const once = await addUser(db, { status: 'unconfirmed' })
  await db.users.confirm(once.id)
  for (const [user, after] of [
    [never, 'unconfirmed'],
    [once, 'active'],
    [await addUser(db), 'active'],
  ] as const) {
    assert.equal(await status(user.id, 'disabled'), 'disabled')
    assert.equal(await status(user.id, 'active'), after)
  }
  assert.equal((await db.users.confirm(never.id))?.status, 'active')
})

test('[DB12] a change touches what it names and nothing else', async () => {
  const user = await addClient(db, { name: 'Before' })
  const changed = await db.users.update(user.id, { name: 'After', theme: 'dark' })
  assert.deepEqual(changed, { ...user, name: 'After', theme: 'dark' })
  await db.users.setPassword(user.id, 'another hash')
  await db.users.seen(user.id)
  const found = await db.users.byEmail(user.email)
  assert.equal(found?.passwordHash, 'another hash')
  assert.ok(found?.lastSeenAt instanceof Date)
  assert.equal(await db.users.update(user.account?.id ?? '', { name: 'Nobody' }), null)
})

test('[DB12] users are found by a part of their name or address, in any script and case, by role and status', async () => {
  const user = await addUser(db, { name: 'Ольга Зуева', email: '100%_sure@example.com', status: 'disabled' })
  const found = async (filter: object) => (await db.users.list({ ...page, ...filter })).items.map(u => u.id)
  assert.deepEqual(await found({ search: 'оЛЬГА' }), [user.id])
  assert.deepEqual(await found({ search: '100%_S' }), [user.id])
  assert.deepEqual(await found({ search: '100_' }), [])
  assert.deepEqual(await found({ status: 'disabled', role: 'operator', search: 'зуева' }), [user.id])
  assert.deepEqual(await found({ role: 'client', search: 'зуева' }), [])
})

test('[DB13] pages neither skip nor repeat a user while others are added', async () => {
  const team = []
  for (let i = 0; i < 5; i++) team.push(await addUser(db, { name: `Paged ${i}` }))
  const seen: string[] = []
  let after: string | undefined
  do {
    const { items, next } = await db.users.list({ account: null, search: 'paged', limit: 2, after })
    seen.push(...items.map(user => user.name))
    after = next ?? undefined
    await addUser(db, { name: 'Paged newcomer' })
  } while (after)
  assert.deepEqual(seen, ['Paged 4', 'Paged 3', 'Paged 2', 'Paged 1', 'Paged 0'])
  assert.equal(team.length, seen.length)
})

test('[DB13] a cursor that is none is refused by name', async () => {
  for (const after of ['', 'x', Buffer.from("' or 1=1 --").toString('base64url')]) {
    await assert.rejects(db.users.list({ ...page, after }), {
      code: 'bad_request',
      fields: { after: 'not a cursor of this list' },
    })
  }
})

test('[DB14] within an account only its own users are seen, whatever is asked for', async () => {
  const mine = await addClient(db, { name: 'Scoped mine' })
  const theirs = await addClient(db, { name: 'Scoped theirs' })
  await addUser(db, { name: 'Scoped staff' })
  const account = mine.account?.id ?? ''
  const ids = async (more: object) =>
    (await db.users.list({ account, limit: 100, ...more })).items.map(u => u.id)

  for (const more of [{}, { search: 'scoped' }, { role: 'client' }])
    assert.deepEqual(await ids(more), [mine.id])
  for (const more of [{ search: 'theirs' }, { role: 'operator' }, { role: 'admin' }])
    assert.deepEqual(await ids(more), [])
  assert.equal((await db.users.byId(mine.id, account))?.id, mine.id)
  assert.equal(await db.users.byId(theirs.id, account), null)
  assert.equal((await db.users.byId(theirs.id))?.id, theirs.id)
})
