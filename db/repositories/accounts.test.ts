import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTestDatabase } from '../testing/database.ts'
import { addClient, addUser } from '../testing/people.ts'

const { db, drop } = await createTestDatabase()
after(drop)
const open = (name: string) => db.accounts.create({ name, timeZone: 'Asia/Tashkent' })

test('[DB16] an account is suspended with a reason and resumed, each once', async () => {
  const account = await open('Suspended')
  const suspended = await db.accounts.suspend(account.id, 'unpaid')
  assert.deepEqual([suspended?.status, suspended?.suspendedReason], ['suspended', 'unpaid'])
  assert.ok(suspended?.suspendedAt instanceof Date)
  assert.equal(await db.accounts.suspend(account.id, 'again'), null)
  assert.deepEqual(await db.accounts.resume(account.id), account)
  assert.equal(await db.accounts.resume(account.id), null)
})

test('[DB16] an account knows how many users it has', async () => {
  const client = await addClient(db, { name: 'Counted' })
  const account = client.account?.id ?? ''
  await addUser(db, { role: 'client', account })
  assert.equal((await db.accounts.byId(account))?.users, 2)
  assert.equal((await db.accounts.list({ account: null, search: 'counted', limit: 1 })).items[0]?.users, 2)
})

test('[DB13] pages run by name as people sort, with equal names apart, while accounts are added', async () => {
  const names = ['paged apple', 'Paged Öl', 'Paged banana', 'paged same', 'paged same', 'Paged Яблоко']
  for (const name of names) await open(name)
  const seen: string[] = []
  let after: string | undefined
  do {
    const { items, next } = await db.accounts.list({ account: null, search: 'PAGED', limit: 2, after })
    seen.push(...items.map(account => account.name))
    after = next ?? undefined
    await open('paged aaa, before all that is left')
  } while (after)
  assert.deepEqual(seen, [
    'paged apple',
    'Paged banana',
    'Paged Öl',
    'paged same',
    'paged same',
    'Paged Яблоко',
  ])
})

test('[DB14] within an account only that account is seen, whatever is asked for', async () => {
  const mine = await open('Scoped mine')
  const theirs = await open('Scoped theirs')
  const list = async (more: object) =>
    (await db.accounts.list({ account: mine.id, limit: 10, ...more })).items
  assert.deepEqual(await list({}), [mine])
  assert.deepEqual(await list({ search: 'theirs' }), [])
  assert.deepEqual(await list({ status: 'suspended' }), [])
  assert.deepEqual(await list({ after: Buffer.from(theirs.id).toString('base64url') }), [])
  assert.deepEqual(await db.accounts.byId(mine.id, mine.id), mine)
  assert.equal(await db.accounts.byId(theirs.id, mine.id), null)
})
