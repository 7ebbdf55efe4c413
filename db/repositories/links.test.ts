import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createTestDatabase } from '../testing/database.ts'
import { addUser, hashOf, hour } from '../testing/people.ts'
import type { LinkKind } from './links.ts'

const { db, drop } = await createTestDatabase()
after(drop)
const make = (user: string, token: string, kind: LinkKind = 'reset', ms = hour) =>
  db.links.make({ user, kind, hash: hashOf(token), ms })
const take = (token: string, kinds: LinkKind[] = ['reset']) => db.links.take({ kinds, hash: hashOf(token) })

test('[LK1] a link is good once, also when it is followed twice at the same moment', async () => {
  const user = await addUser(db)
  await make(user.id, 'once')
  const taken = await Promise.all([1, 2, 3, 4].map(() => take('once')))
  assert.deepEqual(taken.filter(Boolean), [{ user: user.id, kind: 'reset' }])
  assert.equal(await take('once'), null)
})

test('[LK1] to look whose a link is takes nothing from it, and finds only what is good', async () => {
  const user = await addUser(db)
  const find = (token: string) => db.links.find({ kinds: ['reset'], hash: hashOf(token) })
  await make(user.id, 'seen')
  for (let i = 0; i < 2; i++) assert.deepEqual(await find('seen'), { user: user.id, kind: 'reset' })
  assert.ok(await take('seen'))
  assert.equal(await find('seen'), null)
  await make(user.id, 'seen late', 'reset', 0)
  assert.equal(await find('seen late'), null)
})

test('[LK1] a link that was taken in a transaction that failed is good again', async () => {
  const user = await addUser(db)
  await make(user.id, 'torn')
  const torn = db.tx(async repos => {
    assert.ok(await repos.links.take({ kinds: ['reset'], hash: hashOf('torn') }))
    throw new Error('torn')
  })
  await assert.rejects(torn, /torn/)
  assert.ok(await take('torn'))
})

test('[LK2] a link of another kind, one that ran out, and an unknown one are not good', async () => {
  const user = await addUser(db)
  await make(user.id, 'reset')
  assert.equal(await take('reset', ['confirm', 'invite']), null)
  assert.deepEqual(await take('reset', ['invite', 'reset']), { user: user.id, kind: 'reset' })
  await make(user.id, 'late', 'confirm', 0)
  assert.equal(await take('late', ['confirm']), null)
  assert.equal(await take('unknown'), null)
})

test('[LK2] a newer link of a kind voids the one before, and no other', async () => {
  const [user, other] = [await addUser(db), await addUser(db)]
  await make(user.id, 'older')
  await make(user.id, 'confirm', 'confirm')
  await make(other.id, 'another’s')
  await make(user.id, 'newer')
  assert.equal(await take('older'), null)
  assert.ok(await take('newer'))
  assert.ok(await take('confirm', ['confirm']))
  assert.ok(await take('another’s'))
})

test('[LK2] a user’s links of some kinds or of all are dropped, and nobody else’s', async () => {
  const [user, other] = [await addUser(db), await addUser(db)]
  await make(user.id, 'dropped')
  await make(user.id, 'kept', 'confirm')
  await make(other.id, 'not mine')
  await db.links.dropOf(user.id, ['reset'])
  assert.equal(await take('dropped'), null)
  await db.links.dropOf(other.id)
  assert.equal(await take('not mine'), null)
  assert.ok(await take('kept', ['confirm']))
})
