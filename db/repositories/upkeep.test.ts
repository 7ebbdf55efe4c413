import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { pgp } from '../pgp.ts'
import { createTestDatabase } from '../testing/database.ts'
import { addClient, addUser, hashOf, hour, signIn, visitor } from '../testing/people.ts'

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

const noHistory = { states: 0, visits: 0, verdicts: 0, consentLinks: 0 }
const nothing = { sessions: 0, tokens: 0, challenges: 0, links: 0, unconfirmed: 0, ...noHistory }

async function house() {
  const user = await addUser(db)
  const ended = await signIn(db, user, 'ended')
  const live = await signIn(db, user, 'live 1')
  await rotate('live 1', 'live 2')
  await db.logins.end({ session: ended, user: user.id, reason: 'logout' })
  await db.challenges.open({ user: user.id, codeHash: hashOf('code'), proofVersion: 0, ms: hour })
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
  assert.deepEqual(await db.upkeep.cleanup(), nothing)

  await age('26 hours')
  await sql.none(`update login_session set expires_at = now() + interval '1 hour' where id = $1`, [live])
  assert.deepEqual(await db.upkeep.cleanup(), {
    sessions: 1,
    tokens: 1,
    challenges: 1,
    links: 1,
    unconfirmed: 0,
    ...noHistory,
  })
  assert.equal((await rotate('ended', 'x')).outcome, 'unknown')
  assert.equal((await rotate('live 2', 'live 3')).outcome, 'rotated')
})

test('[DB17] it removes so many at a time, and several processes may do it at once', async () => {
  const user = await addUser(db)
  for (let i = 0; i < 6; i++) {
    await db.logins.open({
      user: user.id,
      proofVersion: 0,
      refreshHash: hashOf(`old ${i}`),
      refreshMs: -48 * hour,
      ...visitor,
    })
  }
  assert.equal((await db.upkeep.cleanup({ max: 2 })).sessions, 2)
  const swept = await Promise.all([db.upkeep.cleanup({ max: 2 }), db.upkeep.cleanup({ max: 2 })])
  assert.ok(swept.every(({ sessions }) => sessions <= 2))
  await db.upkeep.cleanup()
  assert.deepEqual(await db.upkeep.cleanup(), nothing)
})

/** Who registered so many days ago and did not confirm. */
async function registered(days: number, more: Partial<Parameters<typeof addUser>[1]> = {}) {
  const user = await addClient(db, { status: 'unconfirmed', passwordHash: 'a hash', ...more })
  await sql.none(`update app_user set created_at = now() - $1 * interval '1 day' where id = $2`, [
    days,
    user.id,
  ])
  return { id: user.id, account: user.account?.id ?? '' }
}
const isThere = async (one: { id: string; account: string }) => [
  (await db.users.byId(one.id)) !== null,
  (await db.accounts.byId(one.account)) !== null,
]

test('[DB18] a registration that nobody confirmed is forgotten with its account, and what was written of it stays', async () => {
  const old = await registered(3)
  const { email } = (await db.users.byId(old.id))!
  const entry = { actor: old.id, actorEmail: email, action: 'register', address: null }
  await db.audit.write({ ...entry, target: { kind: 'account', id: old.account, label: 'Customer' } })
  await db.links.make({ user: old.id, kind: 'confirm', hash: hashOf('old link'), ms: 0 })

  const shared = await registered(3)
  const colleague = await addUser(db, { role: 'client', account: shared.account })
  const stay = {
    fresh: await registered(1),
    invited: await registered(30, { passwordHash: null }),
    confirmed: await registered(30, { status: 'active' }),
    disabled: await registered(30, { status: 'disabled' }),
    linked: await registered(3),
  }
  await db.links.make({ user: stay.linked.id, kind: 'reset', hash: hashOf('good link'), ms: hour })

  assert.equal((await db.upkeep.cleanup()).unconfirmed, 2)
  assert.deepEqual(await isThere(old), [false, false])
  assert.deepEqual(await isThere(shared), [false, true])
  assert.ok(await db.users.byId(colleague.id))
  for (const [what, one] of Object.entries(stay)) assert.deepEqual(await isThere(one), [true, true], what)
  const [written] = (await db.audit.list({ actor: old.id, limit: 1 })).items
  assert.deepEqual([written?.actor?.email, written?.target?.label], [email, 'Customer'])
  assert.equal((await db.upkeep.cleanup()).unconfirmed, 0)
})

test('[DB18] two of one account are forgotten together with it, so many at a time', async () => {
  const first = await registered(3)
  const second = await registered(3, { account: first.account })
  assert.equal((await db.upkeep.cleanup({ max: 1 })).unconfirmed, 1)
  assert.equal((await db.accounts.byId(first.account))?.users, 1)
  assert.equal((await db.upkeep.cleanup({ max: 1 })).unconfirmed, 1)
  assert.deepEqual(
    [await isThere(first), await isThere(second)],
    [
      [false, false],
      [false, false],
    ],
  )

  const [third] = [await registered(3)]
  await registered(3, { account: third.account })
  assert.equal((await db.upkeep.cleanup()).unconfirmed, 2)
  assert.equal(await db.accounts.byId(third.account), null)
})

test('[DB17] the history of nodes goes back so far and no further', async () => {
  const node = '01900000-0000-7000-8000-000000000001'
  const rows = (days: number) =>
    sql.multi(
      `insert into node_state (node_id, at) values ($[node], now() - $[days] * interval '1 day');
       insert into node_visit (node_id, came_at, edge, left_at)
         values ($[node], now() - $[days] * interval '1 day', 'one', now() - $[days] * interval '1 day');
       insert into node_verdict (node_id, at, verdict, suspicion, score)
         values ($[node], now() - $[days] * interval '1 day', 'home', 0, 80);`,
      { node, days },
    )
  for (const days of [1, 29, 31, 90]) await rows(days)
  const { states, visits, verdicts } = await db.upkeep.cleanup()
  assert.deepEqual([states, visits, verdicts], [2, 2, 2])
  assert.deepEqual(await db.upkeep.cleanup(), nothing)
})
