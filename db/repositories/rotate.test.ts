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

let families = 0
/** A signed-in user, and rotation by the names of tokens: `turn('1', '2')`. */
async function family() {
  const name = `family ${++families}`
  const hash = (token: string) => hashOf(`${name}: ${token}`)
  const user = await addUser(db)
  const session = await signIn(db, user, `${name}: 1`)
  const turn = (token: string, next: string, attempt: string | null = null, refreshMs = hour) =>
    db.logins.rotate({ refreshHash: hash(token), nextHash: hash(next), attempt, refreshMs, ...visitor })
  const result = async (token: string, next: string, attempt: string | null = null) =>
    (await turn(token, next, attempt)).outcome
  const alive = async () => (await db.logins.principals([session])).length === 1
  return { user, session, hash, turn, result, alive }
}

test('[LG3] a refresh token is traded for the next, and the session goes on', async () => {
  const { user, session, turn, result, alive } = await family()
  assert.deepEqual(await turn('1', '2'), { outcome: 'rotated', session, user: user.id })
  assert.equal(await result('2', '3'), 'rotated')
  assert.equal(await result('3', '4'), 'rotated')
  assert.ok(await alive())
})

test('[LG3] a token that was never given out is unknown', async () => {
  const { result } = await family()
  assert.equal(await result('never', '2'), 'unknown')
})

test('[LG4] a second use ends the session, for whoever holds the newest token too', async () => {
  const { user, session, turn, result, alive } = await family()
  await turn('1', '2')
  assert.deepEqual(await turn('1', 'x'), { outcome: 'reused', session, user: user.id })
  assert.equal(await alive(), false)
  assert.equal(await result('2', '3'), 'ended')
  assert.equal(await result('1', 'x'), 'ended')
})

test('[LG4] of parallel uses exactly one succeeds, the next one ends the session, and no token survives', async () => {
  for (let round = 0; round < 10; round++) {
    const { result, alive } = await family()
    const uses = ['2', '3', '4', '5'].map(next => result('1', next))
    assert.deepEqual((await Promise.all(uses)).sort(), ['ended', 'ended', 'reused', 'rotated'])
    assert.equal(await alive(), false)
    for (const next of ['2', '3', '4', '5']) assert.notEqual(await result(next, 'y'), 'rotated')
  }
})

test('[LG5] a retry of the same attempt gets another successor, and the one that was lost is void', async () => {
  const { result, alive } = await family()
  assert.equal(await result('1', 'lost', 'key'), 'rotated')
  assert.equal(await result('1', 'lost too', 'key'), 'rotated')
  assert.equal(await result('1', '2', 'key'), 'rotated')
  assert.equal(await result('lost', 'x'), 'unknown')
  assert.equal(await result('lost too', 'x'), 'unknown')
  assert.equal(await result('2', '3'), 'rotated')
  assert.ok(await alive())
})

test('[LG5] retries in parallel all succeed and leave one token that is good', async () => {
  const { result, alive } = await family()
  const nexts = ['2', '3', '4', '5']
  const outcomes = await Promise.all(nexts.map(next => result('1', next, 'key')))
  assert.deepEqual(
    outcomes,
    nexts.map(() => 'rotated'),
  )
  const good = []
  for (const next of nexts) if ((await result(next, `${next} next`)) === 'rotated') good.push(next)
  assert.equal(good.length, 1)
  assert.ok(await alive())
})

const thefts: [string, string | null, string | null][] = [
  ['another attempt', 'key', 'another'],
  ['no attempt at all', 'key', null],
  ['an attempt, when the first use named none', null, 'key'],
  ['no attempt, like the first use', null, null],
]
for (const [what, first, second] of thefts) {
  test(`[LG5] a second use with ${what} is no retry`, async () => {
    const { result } = await family()
    await result('1', '2', first)
    assert.equal(await result('1', 'x', second), 'reused')
  })
}

test('[LG5] once the successor was used its giver is beyond retrying', async () => {
  const { result } = await family()
  await result('1', '2', 'key')
  await result('2', '3', 'key 2')
  assert.equal(await result('1', 'x', 'key'), 'reused')
})

test('[LG5] two minutes after the first use there is no retry any more', async () => {
  const { result, hash } = await family()
  await result('1', '2', 'key')
  await sql.none(`update refresh_token set used_at = used_at - interval '121 s' where hash = $1`, [hash('1')])
  assert.equal(await result('1', 'x', 'key'), 'reused')
})

test('[LG6] a session that was ended, or a user who was disabled, gets no new token', async () => {
  const a = await family()
  await db.logins.end({ session: a.session, user: null, reason: 'logout' })
  assert.equal(await a.result('1', '2'), 'ended')
  const b = await family()
  await db.users.update(b.user.id, { status: 'disabled' })
  assert.equal(await b.result('1', '2'), 'ended')
})

test('[LG6] each rotation extends the session, and a token that ran out ends nothing but itself', async () => {
  const { session, turn, result, alive } = await family()
  const expiry = async () =>
    (await db.logins.listOf((await db.logins.principals([session]))[0]?.user.id ?? ''))[0]
  const before = (await expiry())?.expiresAt ?? new Date()
  await turn('1', '2', null, 2 * hour)
  const after = (await expiry())?.expiresAt ?? new Date()
  assert.ok(after.getTime() - before.getTime() >= hour)
  await turn('2', '3', null, 0)
  assert.equal(await alive(), false)
  assert.equal(await result('3', '4'), 'ended')
})
