import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Limits } from '#protocol/limits.ts'
import { password, startTestHub, type TestHub } from './testing/hub.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub()))
after(() => hub.stop())

test('[DO1] a wrong password and an unknown address are answered alike', async () => {
  const user = await hub.person('client')
  const answer = async (email: string) => {
    const reply = await hub.visitor().post('/api/auth/login', { email, password: 'not this one' })
    const headers = [...reply.headers].filter(([name]) => name !== 'date')
    return { status: reply.status, body: reply.body, headers }
  }
  const wrong = await answer(user.email)
  assert.equal(wrong.status, 401)
  assert.deepEqual(wrong, await answer('nobody@people.test'))
})

test('[DO3] an admin signs in with the mailed code, which works once', async () => {
  const admin = await hub.person('admin')
  const visitor = hub.visitor()
  const { body } = await visitor.post('/api/auth/login', { email: admin.email, password })
  assert.equal(body.challenge.kind, 'otp')
  assert.equal(visitor.jar.size, 0, 'no cookie before the code')
  const { code } = await hub.outbox.next(admin.email)
  assert.match(code, /^\d{6}$/)
  assert.equal((await visitor.post('/api/auth/otp', { id: body.challenge.id, code })).status, 200)
  assert.equal((await visitor.get('/api/auth/me')).body.user.email, admin.email)
  const again = await hub.visitor().post('/api/auth/otp', { id: body.challenge.id, code })
  assert.equal(again.body.error.code, 'bad_code')
})

test('[DO4] a code dies after five wrong tries', async () => {
  const admin = await hub.person('admin')
  const { body } = await hub.visitor().post('/api/auth/login', { email: admin.email, password })
  const { code } = await hub.outbox.next(admin.email)
  const wrong = code === '000000' ? '000001' : '000000'
  for (let i = 0; i < Limits.otpTries; i++) {
    assert.equal(
      (await hub.visitor().post('/api/auth/otp', { id: body.challenge.id, code: wrong })).status,
      401,
    )
  }
  assert.equal((await hub.visitor().post('/api/auth/otp', { id: body.challenge.id, code })).status, 401)
})

test('[DO5] a refresh token used twice ends its session, and the access token with it', async () => {
  const thief = await hub.signedIn('client')
  const old = thief.cookie
  assert.equal((await thief.post('/api/auth/refresh')).status, 200)
  const reuse = await hub.visitor().post('/api/auth/refresh', undefined, { cookie: old })
  assert.equal(reuse.body.error.code, 'session_ended')
  assert.equal((await thief.get('/api/auth/me')).status, 401)
  assert.equal((await thief.post('/api/auth/refresh')).status, 401)
  await hub.outbox.next(thief.user.email, /session of yours was ended/)
})

test('[DO6] a refresh whose answer was lost is retried under its key without harm', async () => {
  const client = await hub.signedIn('client')
  const old = client.cookie
  const key = { 'idempotency-key': 'b6a1d2a0-6d5e-4b0e-9a8c-9c1b6c3a7d10' }
  const first = await hub.visitor().post('/api/auth/refresh', undefined, { cookie: old, ...key })
  assert.equal(first.status, 200)
  const retry = hub.visitor()
  assert.equal((await retry.post('/api/auth/refresh', undefined, { cookie: old, ...key })).status, 200)
  assert.equal((await retry.get('/api/auth/me')).status, 200)
  assert.equal((await retry.post('/api/auth/refresh')).status, 200)
})

test('[DO7] a stolen access token dies with its session', async () => {
  const client = await hub.signedIn('client')
  const stolen = { authorization: `Bearer ${client.jar.get('traffix_access')}` }
  assert.equal((await hub.visitor().get('/api/auth/me', stolen)).status, 200)
  assert.equal((await client.post('/api/auth/logout')).status, 200)
  assert.equal((await hub.visitor().get('/api/auth/me', stolen)).status, 401)
  assert.equal(client.jar.size, 0)
})

test('[DO8] registering answers the same for a known address, and the mail tells the difference', async () => {
  const known = await hub.person('client')
  const form = { name: 'Somebody', password: 'a long enough one' }
  const fresh = await hub.visitor().post('/api/auth/register', { ...form, email: 'fresh@people.test' })
  const taken = await hub.visitor().post('/api/auth/register', { ...form, email: known.email })
  assert.deepEqual([fresh.status, fresh.body], [202, {}])
  assert.deepEqual([taken.status, taken.body], [202, {}])
  assert.match((await hub.outbox.next('fresh@people.test')).subject, /Confirm/)
  assert.match((await hub.outbox.next(known.email)).subject, /already have an account/)
})

test('[DO9] a registered login works after the mailed link, and the link works once', async () => {
  const email = 'newcomer@people.test'
  const visitor = hub.visitor()
  await visitor.post('/api/auth/register', { email, name: 'New Comer', password, company: 'Newcomers' })
  const { token, path } = await hub.outbox.next(email)
  assert.equal(path, '/confirm')
  assert.equal((await visitor.post('/api/auth/login', { email, password })).body.error.code, 'unconfirmed')
  assert.equal((await visitor.post('/api/auth/confirm', { token })).body.email, email)
  assert.equal((await visitor.post('/api/auth/confirm', { token })).body.error.code, 'bad_link')
  const { body } = await visitor.post('/api/auth/login', { email, password })
  assert.equal(body.user.account.name, 'Newcomers')
})

test('[DO10] a forgotten password is set by a mailed link, once, and ends every session', async () => {
  const client = await hub.signedIn('client')
  const { email } = client.user
  const visitor = hub.visitor()
  assert.equal((await visitor.post('/api/auth/forgot', { email })).status, 202)
  assert.equal((await visitor.post('/api/auth/forgot', { email: 'nobody.here@people.test' })).status, 202)
  const { token, path } = await hub.outbox.next(email)
  assert.equal(path, '/reset')
  const next = 'an entirely new one'
  assert.equal((await visitor.post('/api/auth/reset', { token, password: next })).status, 200)
  assert.equal((await visitor.post('/api/auth/reset', { token, password: next })).body.error.code, 'bad_link')
  assert.equal((await client.get('/api/auth/me')).status, 401)
  assert.equal((await visitor.post('/api/auth/login', { email, password: next })).status, 200)
  assert.equal(hub.outbox.count('nobody.here@people.test'), 0)
})

test('[DO11] changing the password wants the current one and ends the other sessions', async () => {
  const here = await hub.signedIn('client')
  const there = hub.visitor()
  await hub.signIn(there, here.user.email)
  const wrong = await here.post('/api/auth/password', { current: 'not this one', next: 'another long one' })
  assert.deepEqual(Object.keys(wrong.body.error.fields), ['current'])
  assert.equal(
    (await here.post('/api/auth/password', { current: password, next: 'another long one' })).status,
    200,
  )
  assert.equal((await here.get('/api/auth/me')).status, 200)
  assert.equal((await there.get('/api/auth/me')).status, 401)
})

test('[DO12] a user sees where they are signed in and ends a session there', async () => {
  const here = await hub.signedIn('client')
  const there = hub.visitor()
  await hub.signIn(there, here.user.email)
  const { items } = (await here.get('/api/auth/sessions')).body
  assert.equal(items.length, 2)
  const other = items.find((s: { current: boolean }) => !s.current)
  const stranger = await hub.signedIn('client')
  assert.equal((await stranger.del(`/api/auth/sessions/${other.id}`)).status, 404)
  assert.equal((await there.get('/api/auth/me')).status, 200)
  assert.equal((await here.del(`/api/auth/sessions/${other.id}`)).status, 200)
  assert.equal((await there.get('/api/auth/me')).status, 401)
})

test('[DO13] an invited user chooses a password by the mailed link', async () => {
  const admin = await hub.signedIn('admin')
  const email = 'invited@people.test'
  const created = await admin.post('/api/users', { email, name: 'In Vited', role: 'operator' })
  assert.equal(created.status, 201)
  assert.equal((await admin.post('/api/users', { email, name: 'Twice', role: 'operator' })).status, 409)
  const { token, path } = await hub.outbox.next(email)
  assert.equal(path, '/welcome')
  const visitor = hub.visitor()
  assert.equal((await visitor.post('/api/auth/reset', { token, password })).status, 200)
  assert.equal((await visitor.post('/api/auth/login', { email, password })).body.user.role, 'operator')
})

test('[DO14] a disabled user is out at once and cannot come back', async () => {
  const admin = await hub.signedIn('admin')
  const client = await hub.signedIn('client')
  const path = `/api/users/${client.user.id}`
  assert.equal((await admin.patch(path, { status: 'disabled' })).body.user.status, 'disabled')
  assert.equal((await client.get('/api/auth/me')).status, 401)
  assert.equal((await client.post('/api/auth/refresh')).status, 401)
  const { email } = client.user
  assert.equal((await hub.visitor().post('/api/auth/login', { email, password })).body.error.code, 'disabled')
})

test('[DO14] who is enabled again is what they were before', async () => {
  const admin = await hub.signedIn('admin')
  const email = 'never.confirmed@people.test'
  await hub.visitor().post('/api/auth/register', { email, name: 'Never Confirmed', password })
  const never = (await admin.get(`/api/users?search=${email}`)).body.items[0]
  const once = await hub.person('client')
  for (const [user, status, answer] of [
    [never, 'unconfirmed', 403],
    [once, 'active', 200],
  ] as const) {
    await admin.patch(`/api/users/${user.id}`, { status: 'disabled' })
    const enabled = await admin.patch(`/api/users/${user.id}`, { status: 'active' })
    assert.equal(enabled.body.user.status, status)
    const login = await hub.visitor().post('/api/auth/login', { email: user.email, password })
    assert.equal(login.status, answer)
  }
})

test('[DO15] what came to nothing at the door is in the audit log too', async () => {
  const admin = await hub.signedIn('admin')
  const told = async (target: string) => {
    const { items } = (await admin.get(`/api/audit?target=${target}`)).body
    return items.map((e: any) => [e.action, e.actor, e.address, e.target.label, e.detail])
  }
  const visitor = hub.visitor()
  const other = await hub.person('admin')
  const { challenge } = (await visitor.post('/api/auth/login', { email: other.email, password })).body
  const { code } = await hub.outbox.next(other.email)
  await visitor.post('/api/auth/otp', { id: challenge.id, code: code === '000000' ? '000001' : '000000' })
  assert.deepEqual(await told(other.id), [['login.code_failed', null, '127.0.0.1', other.email, {}]])

  const client = await hub.person('client')
  await visitor.post('/api/auth/forgot', { email: client.email })
  await hub.db.users.update(client.id, { status: 'disabled' })
  await visitor.post('/api/auth/login', { email: client.email, password })
  assert.deepEqual(await told(client.id), [
    ['login.refused', null, '127.0.0.1', client.email, { why: 'disabled' }],
    ['password.asked', null, '127.0.0.1', client.email, {}],
  ])
  await visitor.post('/api/auth/login', { email: client.email, password: 'not this one' })
  assert.equal((await told(client.email))[0][0], 'login.failed')
})

test('[DO15] who did what, from where, is in the audit log', async () => {
  const admin = await hub.signedIn('admin')
  const account = (await admin.post('/api/accounts', { name: '<b>Audited</b>' })).body.account
  await admin.post(`/api/accounts/${account.id}/suspend`, { reason: 'unpaid' })
  const { items } = (await admin.get(`/api/audit?target=${account.id}`)).body
  assert.deepEqual(
    items.map((e: any) => [e.action, e.actor.email, e.address, e.target.label]),
    [
      ['account.suspended', admin.user.email, '127.0.0.1', '<b>Audited</b>'],
      ['account.created', admin.user.email, '127.0.0.1', '<b>Audited</b>'],
    ],
  )
  assert.equal(items[0].detail.reason, 'unpaid')
})
