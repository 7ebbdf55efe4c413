import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { Limits } from '#protocol/limits.ts'
import { networkOf } from './http/request.ts'
import { exhaust } from './testing/exhaust.ts'
import { password, startTestHub, type TestHub } from './testing/hub.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub({ env: { HUB_TRUSTED_PROXIES: '1' } })))
after(() => hub.stop())
beforeEach(() => hub.bus.run(redis => redis.flushall()))

const here = '198.51.100.7'
const elsewhere = '198.51.100.8'
const noLink = { token: 'there is no such link as this' }
const login = (email: string, given: string, address = here) =>
  hub.visitor(address).post('/api/auth/login', { email, password: given })
const badLink = (address = here) => hub.visitor(address).post('/api/auth/confirm', noLink)
const shutOut = (address = here) =>
  exhaust(hub.bus, 'login:address', networkOf(address), () => badLink(address))

test('[DO2] tries are counted by name and wait longer each time, known address or not', async () => {
  const known = (await hub.person('client')).email
  for (const email of [known, 'guessed@people.test']) {
    await hub.bus.run(redis => redis.flushall())
    const guesses = await exhaust(hub.bus, 'login:name', email, () => login(email, 'a guess'))
    assert.ok(guesses.failures > Limits.loginFreeTries)
    assert.equal(guesses.reply.body.error.code, 'too_many')
    assert.equal((await login(email, password)).status, 429, 'the right password waits too')
  }
})

test('[DO16] nothing that a caller writes makes them somebody else', async () => {
  const { email } = await hub.person('client')
  const visitor = hub.visitor(`${'203.0.113.1, '.repeat(150)}${here}`)
  await visitor.post('/api/auth/login', { email, password })
  const { items } = (await visitor.get('/api/auth/sessions')).body
  assert.deepEqual(
    items.map((s: { address: string }) => s.address),
    [here],
  )
})

test('[DO16] callers of one IPv6 network are counted together', async () => {
  let host = 0
  const network = '2001:db8:0:7::'
  const fail = () => badLink(`${network}${(++host).toString(16)}`)
  await exhaust(hub.bus, 'login:address', networkOf(network), fail)
  assert.equal((await fail()).status, 429)
  assert.equal((await badLink('2001:db8:0:8::1')).status, 400)
})

test('[DO17] signing in rightly in between does not make guessing at others free', async () => {
  const own = (await hub.person('client')).email
  let guesses = 0
  const guess = async () => {
    await login(own, password)
    return await login(`guessed${++guesses}@people.test`, 'a guess')
  }
  await exhaust(hub.bus, 'login:address', here, guess)
})

test('[DO17] a network that is shut out shuts out no names, and a name no network', async () => {
  const [one, other] = [await hub.person('client'), await hub.person('client')]
  await shutOut()
  for (let i = 0; i < 2 * Limits.loginFreeTries; i++)
    assert.equal((await login(one.email, 'a guess')).status, 429)
  assert.equal((await login(one.email, password, elsewhere)).status, 200)

  await exhaust(hub.bus, 'login:name', other.email, () => login(other.email, 'a guess', elsewhere))
  for (let i = 0; i < 2 * Limits.loginAddressFreeTries; i++)
    assert.equal((await login(other.email, 'a guess', elsewhere)).status, 429)
  assert.equal((await login(one.email, password, elsewhere)).status, 200)
})

test('[DO17] wrong links and codes make a network wait, and right ones are never refused', async () => {
  const [admin, client] = [await hub.person('admin'), await hub.person('client')]
  const visitor = hub.visitor(here)
  await visitor.post('/api/auth/forgot', { email: client.email })
  const { token } = await hub.outbox.next(client.email)
  const { id } = (await login(admin.email, password)).body.challenge
  const { code } = await hub.outbox.next(admin.email)
  await shutOut()

  const wrong = code === '000000' ? '000001' : '000000'
  for (const [path, body] of [
    ['otp', { id, code: wrong }],
    ['confirm', noLink],
    ['reset', { ...noLink, password }],
  ] as const)
    assert.equal((await visitor.post(`/api/auth/${path}`, body)).status, 429, path)
  assert.equal((await visitor.post('/api/auth/otp', { id, code })).status, 200)
  assert.equal((await visitor.post('/api/auth/reset', { token, password })).status, 200)
})

test('[DO17] a flood of links that are none keeps nobody from signing in', async () => {
  const { email } = await hub.person('client')
  // Of passwords fewer may wait for their turn.
  const flood = Array.from({ length: 210 }, () =>
    hub.visitor(elsewhere).post('/api/auth/reset', { ...noLink, password }),
  )
  assert.equal((await login(email, password)).status, 200)
  const statuses = new Set((await Promise.all(flood)).map(reply => reply.status))
  assert.deepEqual([...statuses].sort(), [400, 429])
})
