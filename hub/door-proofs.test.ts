import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import * as argon2 from '@node-rs/argon2'
import { silentLog } from '#kit/log.ts'
import { Refusal } from '#protocol/errors.ts'
import { createDoorLimits } from './door/limits.ts'
import { createPasswords, type Passwords } from './door/passwords.ts'
import { createPrincipals } from './door/principals.ts'
import { createRegistration } from './door/registration.ts'
import { createSessions } from './door/sessions.ts'
import { createSignIn } from './door/sign-in.ts'
import { createTokens } from './door/tokens.ts'
import { password, startTestHub, type TestHub } from './testing/hub.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub()))
after(() => hub.stop())

const next = 'an entirely new one'
const visitor = { address: '192.0.2.1', agent: 'a test' }
const post = (path: string, body: unknown) => hub.visitor().post(`/api/auth/${path}`, body)
const logsIn = async (email: string, given: string) =>
  (await post('login', { email, password: given })).status === 200

async function forgotten(email: string) {
  await post('forgot', { email })
  return (await hub.outbox.next(email, /Set a new password/)).token
}

test('[DO18] who registers an address after somebody else chooses the password by mail, and the first one is void', async () => {
  const email = 'victim@people.test'
  const form = { email, name: 'Some Body' }
  await post('register', { ...form, password: 'of the one who came first' })
  const first = await hub.outbox.next(email)
  assert.equal(first.path, '/confirm')
  await post('register', { ...form, password: 'of the one who reads mail' })
  const second = await hub.outbox.next(email)
  assert.equal(second.path, '/reset')

  assert.equal((await post('confirm', { token: first.token })).body.error.code, 'bad_link')
  assert.equal((await post('reset', { token: second.token, password: next })).status, 200)
  assert.equal(await logsIn(email, next), true)
  for (const given of ['of the one who came first', 'of the one who reads mail'])
    assert.equal(await logsIn(email, given), false)
})

test('[DO19] a new password voids the codes and the links that were under way', async () => {
  const admin = await hub.person('admin')
  const { id } = (await post('login', { email: admin.email, password })).body.challenge
  const { code } = await hub.outbox.next(admin.email, /sign-in code/)
  await post('reset', { token: await forgotten(admin.email), password: next })
  assert.equal((await post('otp', { id, code })).body.error.code, 'bad_code')

  const client = await hub.signedIn('client')
  const token = await forgotten(client.user.email)
  assert.equal((await client.post('/api/auth/password', { current: password, next })).status, 200)
  assert.equal((await post('reset', { token, password })).body.error.code, 'bad_link')
  assert.equal(await logsIn(client.user.email, next), true)

  const inviter = await hub.signedIn('admin')
  const email = 'invited.twice@people.test'
  await inviter.post('/api/users', { email, name: 'In Vited', role: 'operator' })
  const invitation = (await hub.outbox.next(email, /invited/)).token
  await post('reset', { token: await forgotten(email), password: next })
  assert.equal((await post('reset', { token: invitation, password })).body.error.code, 'bad_link')
})

/** The parts of the door on the hub's database, with passwords checked in another way. */
async function doorWith(passwords: Passwords) {
  const tokens = createTokens(hub.config.TRAFFIX_SECRET)
  const principals = await createPrincipals({ db: hub.db, bus: hub.bus, tokens })
  const mailer = { post: () => undefined, stop: async () => undefined }
  const limits = createDoorLimits(hub.bus, silentLog())
  const deps = { db: hub.db, tokens, passwords, principals, mailer, publicUrl: hub.url, limits }
  const registration = createRegistration(deps, createSessions(deps))
  return { signIn: createSignIn(deps), registration, stop: () => principals.stop() }
}

const refusedWith = (code: string) => (e: unknown) => e instanceof Refusal && e.code === code

test('[DO1] a hash of the same cost is checked whether or not there is anybody', async () => {
  const costs: (string | undefined)[] = []
  const verify: typeof argon2.verify = (stored, given) => {
    costs.push(/^\$argon2id\$v=\d+\$[^$]+/.exec(String(stored))?.[0])
    return argon2.verify(stored, given)
  }
  const door = await doorWith(createPasswords({ hash: argon2.hash, verify }))
  for (const email of [(await hub.person('client')).email, 'nobody@people.test'])
    await assert.rejects(door.signIn.password(email, 'not this one', visitor), refusedWith('bad_credentials'))
  door.stop()
  assert.equal(costs.length, 2)
  assert.ok(costs[0])
  assert.equal(costs[0], costs[1])
})

test('[DO19] a sign-in or a change that checked the old password a moment too early comes to nothing', async () => {
  const user = await hub.person('client')
  const door = await doorWith({
    hash: async () => 'a hash',
    verify: async () => await hub.db.users.setPassword(user.id, 'set by a mailed link'),
  })
  await assert.rejects(door.signIn.password(user.email, password, visitor), refusedWith('bad_credentials'))
  const change = door.registration.changePassword(user, user.id, password, next, visitor)
  await assert.rejects(change, refusedWith('bad_request'))
  door.stop()
  assert.deepEqual(await hub.db.logins.listOf(user.id), [])
  assert.equal((await hub.db.users.byEmail(user.email))?.passwordHash, 'set by a mailed link')
})

test('[DO20] who becomes an admin has to sign in anew, with a code', async () => {
  const admin = await hub.signedIn('admin')
  const operator = await hub.signedIn('operator')
  const path = `/api/users/${operator.user.id}`
  assert.equal((await admin.patch(path, { name: 'Renamed', role: 'operator' })).status, 200)
  assert.equal((await operator.get('/api/auth/me')).status, 200)
  assert.equal((await admin.patch(path, { role: 'admin' })).body.user.role, 'admin')
  assert.equal((await operator.get('/api/auth/me')).status, 401)
  assert.equal((await operator.post('/api/auth/refresh')).status, 401)
  const again = await post('login', { email: operator.user.email, password })
  assert.equal(again.body.challenge.kind, 'otp')
})

test('[DO21] signing out ends the session by the refresh cookie alone, be it an old one, and alarms nobody', async () => {
  const client = await hub.signedIn('client')
  const old = client.jar.get('traffix_refresh')!
  await client.post('/api/auth/refresh')
  const leaving = hub.visitor()
  leaving.jar.set('traffix_refresh', old)
  assert.equal((await leaving.post('/api/auth/logout')).status, 200)
  assert.equal(leaving.jar.size, 0)
  assert.equal((await client.get('/api/auth/me')).status, 401)
  assert.equal((await leaving.post('/api/auth/logout')).status, 200, 'quiet when there is nothing to end')

  const { items } = await hub.db.audit.list({ limit: 200 })
  const mine = items.filter(e => e.actor?.id === client.user.id || e.target?.id === client.user.id)
  assert.deepEqual(
    mine.map(e => e.action),
    ['logout', 'login'],
  )
  await forgotten(client.user.email)
  assert.equal(hub.outbox.count(client.user.email), 1, 'no word of a theft')
})

test('[DO21] signing out says so when it could not end the session', async t => {
  const away = await startTestHub()
  t.after(() => away.stop())
  const client = await away.signedIn('client')
  client.jar.delete('traffix_access')
  await away.db.close()
  const reply = await client.post('/api/auth/logout')
  assert.deepEqual([reply.status, reply.body.error.code], [503, 'unavailable'])
  assert.equal(client.jar.size, 1, 'to be tried again')
})
