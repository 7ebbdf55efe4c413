import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { pgp } from '../pgp.ts'
import { createTestDatabase } from '../testing/database.ts'
import { addUser, hashOf, hour, signIn, visitor } from '../testing/people.ts'

const { db, url, drop } = await createTestDatabase()
const sql = await pgp<object>(url).connect({ direct: true })
after(async () => {
  await sql.done()
  await drop()
})

const rotate = (from: string, to: string) =>
  db.logins.rotate({
    refreshHash: hashOf(from),
    nextHash: hashOf(to),
    attempt: null,
    refreshMs: hour,
    ...visitor,
  })

async function house() {
  const user = await addUser(db)
  const ended = await signIn(db, user, 'ended')
  const live = await signIn(db, user, 'live 1')
  await rotate('live 1', 'live 2')
  await db.logins.end({ session: ended, user: user.id, reason: 'logout' })
  await db.challenges.open({ user: user.id, codeHash: hashOf('code'), ms: hour })
  await db.links.make({ user: user.id, kind: 'reset', hash: hashOf('link'), ms: hour })
  return { live }
}

/** Everything becomes this much older. */
const age = (by: string) =>
  sql.multi(
    `update login_session set ended_at = ended_at - $1::interval, expires_at = expires_at - $1::interval;
     update refresh_token set expires_at = expires_at - $1::interval where used_at is not null;
     update challenge set expires_at = expires_at - $1::interval;
     update link set expires_at = expires_at - $1::interval`,
    [by],
  )

test('[DB17] what has run out is removed, and what is still good or was only just ended stays', async () => {
  const { live } = await house()
  assert.deepEqual(await db.upkeep.cleanup(), { sessions: 0, tokens: 0, challenges: 0, links: 0 })

  await age('26 hours')
  await sql.none(`update login_session set expires_at = now() + interval '1 hour' where id = $1`, [live])
  assert.deepEqual(await db.upkeep.cleanup(), { sessions: 1, tokens: 1, challenges: 1, links: 1 })
  assert.equal((await rotate('ended', 'x')).outcome, 'unknown')
  assert.equal((await rotate('live 2', 'live 3')).outcome, 'rotated')
})

test('[DB17] it removes so many at a time, and several processes may do it at once', async () => {
  const user = await addUser(db)
  for (let i = 0; i < 6; i++) {
    await db.logins.open({
      user: user.id,
      refreshHash: hashOf(`old ${i}`),
      refreshMs: -48 * hour,
      ...visitor,
    })
  }
  assert.equal((await db.upkeep.cleanup({ max: 2 })).sessions, 2)
  const swept = await Promise.all([db.upkeep.cleanup({ max: 2 }), db.upkeep.cleanup({ max: 2 })])
  assert.ok(swept.every(({ sessions }) => sessions <= 2))
  await db.upkeep.cleanup()
  assert.deepEqual(await db.upkeep.cleanup(), { sessions: 0, tokens: 0, challenges: 0, links: 0 })
})
