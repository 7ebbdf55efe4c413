import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { createTestDatabase } from '../testing/database.ts'
import { addClient, addUser, hashOf, hour, signIn, visitor } from '../testing/people.ts'

const { db, drop } = await createTestDatabase()
after(drop)
const stands = async (session: string) => (await db.logins.principals([session])).length === 1

test('[LG1] a live session tells who stands behind it, and their account', async () => {
  const client = await addClient(db)
  const session = await signIn(db, client)
  const { createdAt: _, lastSeenAt: __, account, ...user } = client
  assert.deepEqual(await db.logins.principals([session]), [
    { session, user: { ...user, account: { ...account, status: 'active' } } },
  ])
  await db.accounts.suspend(account?.id ?? '', 'unpaid')
  assert.equal((await db.logins.principals([session]))[0]?.user.account?.status, 'suspended')
})

test('[LG1] a session that has ended or run out, or whose user is disabled, stands for nobody', async () => {
  const user = await addUser(db)
  const [first, second] = [await signIn(db, user), await signIn(db, user)]
  const short = await db.logins.open({
    user: user.id,
    proofVersion: 0,
    refreshHash: hashOf('short'),
    refreshMs: 0,
    ...visitor,
  })
  assert.ok(await db.logins.end({ session: first, user: null, reason: 'logout' }))
  const known = await db.logins.principals([first, second, short?.session ?? '', randomUUID()])
  assert.deepEqual(
    known.map(p => p.session),
    [second],
  )

  await db.users.update(user.id, { status: 'disabled' })
  assert.equal(await stands(second), false)
})

test('[LG1] ten thousand sessions are one question', async () => {
  const user = await addUser(db)
  const sessions = [await signIn(db, user), await signIn(db, user)]
  const crowd = Array.from({ length: 9_998 }, () => randomUUID())
  const known = await db.logins.principals([...crowd, ...sessions])
  assert.deepEqual(known.map(p => p.session).sort(), sessions.sort())
  assert.deepEqual(await db.logins.principals([]), [])
})

test('[LG2] a user sees their live sessions, the one seen last first', async () => {
  const user = await addUser(db)
  const first = await signIn(db, user, 'first')
  const second = await signIn(db, user)
  const third = await signIn(db, user)
  await db.logins.end({ session: third, user: user.id, reason: 'logout' })
  const from = { address: '::ffff:203.0.113.9', agent: 'x'.repeat(1000) }
  await db.logins.rotate({
    refreshHash: hashOf('first'),
    nextHash: hashOf('first 2'),
    attempt: null,
    refreshMs: hour,
    ...from,
  })
  const seen = await db.logins.listOf(user.id)
  assert.deepEqual(
    seen.map(s => s.id),
    [first, second],
  )
  assert.deepEqual(
    [seen[0]?.address, seen[0]?.agent.length, seen[1]?.address],
    ['203.0.113.9', 300, '192.0.2.7'],
  )
})

test('[LG2] a session is ended once, and only by its own user', async () => {
  const [user, stranger] = [await addUser(db), await addUser(db)]
  const session = await signIn(db, user)
  assert.equal(await db.logins.end({ session, user: stranger.id, reason: 'revoked' }), false)
  assert.equal(await stands(session), true)
  assert.equal(await db.logins.end({ session, user: user.id, reason: 'revoked' }), true)
  assert.equal(await db.logins.end({ session, user: user.id, reason: 'revoked' }), false)
})

test('[LG2] all sessions of a user end but the one to keep, and nobody else’s', async () => {
  const [user, stranger] = [await addUser(db), await addUser(db)]
  const [keep, a, b] = [await signIn(db, user), await signIn(db, user), await signIn(db, user)]
  const theirs = await signIn(db, stranger)
  const ended = await db.logins.endAllOf({ user: user.id, except: keep, reason: 'password changed' })
  assert.deepEqual(ended.sort(), [a, b].sort())
  assert.deepEqual([await stands(keep), await stands(theirs)], [true, true])
  assert.deepEqual(await db.logins.endAllOf({ user: user.id, except: null, reason: 'all' }), [keep])
})

test('[LG7] a session is opened only on the proof that still holds', async () => {
  await addUser(db, { role: 'admin' }) // so that the other one is not the last
  const user = await addUser(db, { passwordHash: 'old' })
  const open = async (proofVersion: number) => {
    const login = {
      user: user.id,
      proofVersion,
      refreshHash: hashOf(randomUUID()),
      refreshMs: hour,
      ...visitor,
    }
    return (await db.logins.open(login)) !== null
  }
  const version = async () => (await db.users.byEmail(user.email))?.proofVersion ?? -1
  const changes = [
    () => db.users.setPassword(user.id, 'new'),
    () => db.users.update(user.id, { role: 'admin' }),
    () =>
      db.users
        .update(user.id, { status: 'disabled' })
        .then(() => db.users.update(user.id, { status: 'active' })),
  ]
  for (const change of changes) {
    const before = await version()
    assert.equal(await open(before), true)
    await change()
    assert.equal(await open(before), false)
    assert.equal(await open(await version()), true)
  }
  const before = await version()
  await db.users.update(user.id, { name: 'Renamed', role: 'admin', status: 'active' })
  assert.equal(await version(), before, 'nothing that matters here has changed')
  assert.equal(await db.users.setPassword(user.id, 'late', before - 1), false)
  assert.equal((await db.users.byEmail(user.email))?.passwordHash, 'new')
})

test('[LG7] a sign-in during a change of password opens nothing that the change does not end', async () => {
  for (let round = 0; round < 10; round++) {
    const user = await addUser(db, { passwordHash: 'old' })
    const login = { user: user.id, proofVersion: 0, refreshMs: hour, ...visitor }
    const opened = Array.from({ length: 3 }, () =>
      db.tx(async repos => {
        const session = await repos.logins.open({ ...login, refreshHash: hashOf(randomUUID()) })
        await repos.users.seen(user.id)
        return session
      }),
    )
    const changed = db.tx(async repos => {
      await repos.users.setPassword(user.id, 'new')
      await repos.logins.endAllOf({ user: user.id, except: null, reason: 'password reset' })
    })
    await Promise.all([...opened, changed])
    assert.deepEqual(await db.logins.listOf(user.id), [])
  }
})

test('[LG2] a session is ended by any token of its family, once', async () => {
  const user = await addUser(db)
  const session = await signIn(db, user, 'family 1')
  const rotation = { attempt: null, refreshMs: hour, ...visitor }
  await db.logins.rotate({ refreshHash: hashOf('family 1'), nextHash: hashOf('family 2'), ...rotation })
  const end = (token: string) => db.logins.endByToken({ refreshHash: hashOf(token), reason: 'logout' })
  assert.equal(await end('no such token'), null)
  assert.equal(await stands(session), true)
  assert.deepEqual(await end('family 1'), { session, user: user.id })
  assert.equal(await stands(session), false)
  assert.equal(await end('family 2'), null)
})
