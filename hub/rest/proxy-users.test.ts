import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readDirectory } from '#bus/directory.ts'
import { eventually } from '#bus/testing/eventually.ts'
import type { DirectoryEntry, EntryOf } from '#protocol/directory.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'
import { secretOf } from './proxy-users.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub()))
after(() => hub.stop())

/** As an edge is told of it. */
async function told(kind: DirectoryEntry['kind'], id: string): Promise<DirectoryEntry | undefined> {
  for await (const entries of readDirectory(hub.bus, kind)) {
    const found = entries.find(it => it.id === id)
    if (found) return found
  }
  return undefined
}
const user = async (id: string) => (await told('proxyUser', id)) as EntryOf<'proxyUser'> | undefined

test('[PX1] a proxy user’s password is shown once, kept as a hash, and the edges know it when the answer comes', async () => {
  const client = await hub.signedIn('client')
  const made = await client.post('/api/proxy-users', { login: 'ann.1', limits: { maxConnections: 5 } })
  assert.equal(made.status, 201)
  const { proxyUser, password } = made.body
  assert.match(password, /^[A-Za-z0-9]{24}$/)
  assert.equal(proxyUser.account.id, client.user.account!.id)
  const entry = await user(proxyUser.id)
  assert.deepEqual(
    [entry?.login, entry?.secret, entry?.limits.maxConnections],
    ['ann.1', secretOf(password), 5],
  )
  const read = await client.get(`/api/proxy-users/${proxyUser.id}`)
  assert.ok(!read.text.includes(password) && !read.text.includes(entry!.secret))
  const listed = await client.get('/api/proxy-users')
  assert.deepEqual(
    listed.body.items.map((it: { login: string }) => it.login),
    ['ann.1'],
  )
})

test('[PX1] a new password replaces the old one at once; a removed one is gone, and its login is free again', async () => {
  const client = await hub.signedIn('client')
  const { proxyUser, password } = (await client.post('/api/proxy-users', { login: 'turns' })).body
  const rotated = await client.post(`/api/proxy-users/${proxyUser.id}/rotate`)
  assert.notEqual(rotated.body.password, password)
  assert.equal((await user(proxyUser.id))?.secret, secretOf(rotated.body.password))
  assert.equal((await client.del(`/api/proxy-users/${proxyUser.id}`)).status, 200)
  assert.equal((await user(proxyUser.id))?.gone, true)
  assert.equal((await client.get(`/api/proxy-users/${proxyUser.id}`)).status, 404)
  assert.equal((await client.post('/api/proxy-users', { login: 'TURNS' })).status, 201)
})

test('[PX2] a change leaves what it does not name, and is known to the edges when the answer comes', async () => {
  const client = await hub.signedIn('client')
  const limits = { maxConnections: 7, dayBytes: 1_000 }
  const { id } = (await client.post('/api/proxy-users', { login: 'part', note: 'a', limits })).body.proxyUser
  const changed = await client.patch(`/api/proxy-users/${id}`, {
    limits: { dayBytes: null },
    allowIps: ['203.0.113.0/24'],
  })
  assert.deepEqual(
    [
      changed.body.proxyUser.note,
      changed.body.proxyUser.enabled,
      changed.body.proxyUser.limits.maxConnections,
    ],
    ['a', true, 7],
  )
  const entry = await user(id)
  assert.deepEqual(
    [entry?.limits.dayBytes, entry?.limits.maxConnections, entry?.allowIps],
    [null, 7, ['203.0.113.0/24']],
  )
  await client.patch(`/api/proxy-users/${id}`, { enabled: false })
  assert.equal((await user(id))?.enabled, false)
})

test('[PX2] what is wrong is named, and changes nothing', async () => {
  const client = await hub.signedIn('client')
  await client.post('/api/proxy-users', { login: 'mine' })
  const taken = await client.post('/api/proxy-users', { login: 'Mine' })
  assert.deepEqual([taken.status, Object.keys(taken.body.error.fields)], [409, ['login']])
  for (const [body, field] of [
    [{ login: 'no-dash' }, 'login'],
    [{ login: 'ok', allowIps: ['10.0.0.0/33', 'fe80::1%eth0', '127.1'] }, 'allowIps'],
    [{ login: 'ok', limits: { dayBytes: -1 } }, 'limits.dayBytes'],
    [{ login: 'ok', limits: { maxConnections: 1.5 } }, 'limits.maxConnections'],
  ] as const) {
    const answer = await client.post('/api/proxy-users', body)
    assert.equal(answer.status, 400, JSON.stringify(body))
    assert.ok(answer.body.error.fields[field], answer.text)
  }
  const admin = await hub.signedIn('admin')
  assert.ok((await admin.post('/api/proxy-users', { login: 'whose' })).body.error.fields.account)
  const made = await admin.post('/api/proxy-users', { login: 'theirs', account: client.user.account!.id })
  assert.equal(made.status, 201)
  const { body } = await client.get('/api/proxy-users')
  assert.deepEqual(
    body.items.map((it: { login: string }) => it.login),
    ['theirs', 'mine'],
  )
})

test('[PX3] a client reaches no proxy user of another account, by no way', async () => {
  const [ann, bob] = [await hub.signedIn('client'), await hub.signedIn('client')]
  const { id } = (await ann.post('/api/proxy-users', { login: 'only.ann' })).body.proxyUser
  const before = await user(id)
  const tries = [
    bob.get(`/api/proxy-users/${id}`),
    bob.patch(`/api/proxy-users/${id}`, { enabled: false }),
    bob.post(`/api/proxy-users/${id}/rotate`),
    bob.post(`/api/proxy-users/${id}/test`, {}),
    bob.del(`/api/proxy-users/${id}`),
  ]
  for (const { status } of await Promise.all(tries)) assert.equal(status, 404)
  assert.equal((await bob.get(`/api/proxy-users?account=${ann.user.account!.id}`)).body.items.length, 0)
  assert.equal(
    (await bob.post('/api/proxy-users', { login: 'x', account: ann.user.account!.id })).status,
    403,
  )
  const operator = await hub.signedIn('operator')
  assert.equal((await operator.get(`/api/proxy-users/${id}`)).status, 200)
  assert.equal((await operator.del(`/api/proxy-users/${id}`)).status, 403)
  assert.deepEqual(await user(id), before)
})

test('[PX4] every change of a proxy user is in the audit log, without its password', async () => {
  const client = await hub.signedIn('client')
  const { proxyUser, password } = (await client.post('/api/proxy-users', { login: 'noted' })).body
  await client.patch(`/api/proxy-users/${proxyUser.id}`, { note: 'b' })
  await client.post(`/api/proxy-users/${proxyUser.id}/rotate`)
  await client.del(`/api/proxy-users/${proxyUser.id}`)
  const admin = await hub.signedIn('admin')
  const log = await admin.get(`/api/audit?target=${proxyUser.id}`)
  assert.deepEqual(
    log.body.items.map((it: { action: string }) => it.action),
    ['removed', 'rotated', 'changed', 'created'].map(it => `proxy_user.${it}`),
  )
  assert.ok(!log.text.includes(password))
})

test('[PX5] a suspended account is known to the edges when the answer comes, and so is a resumed one', async () => {
  const client = await hub.signedIn('client')
  const admin = await hub.signedIn('admin')
  const id = client.user.account!.id
  await admin.post(`/api/accounts/${id}/suspend`, { reason: 'a test' })
  assert.equal(((await told('account', id)) as EntryOf<'account'>).standing, 'suspended')
  await admin.post(`/api/accounts/${id}/resume`, { reason: 'a test' })
  assert.equal(((await told('account', id)) as EntryOf<'account'>).standing, 'active')
})

test('[KE1] what another process wrote, or a transaction that ended late, reaches the directory within seconds', async () => {
  const account = (await hub.db.accounts.create({ name: 'late', timeZone: 'UTC' })).id
  const fresh = { account, note: '', allowIps: [], secret: 's', most: 10 }
  const limits = { maxConnections: null, dayBytes: null, monthBytes: null, bytesPerSecond: null }
  let late = ''
  await hub.db.tx(async repos => {
    late = (await repos.proxyUsers.create({ ...fresh, limits, login: 'late.one' }))!.id
    // Meanwhile others write, and are told of.
    const other = await hub.db.accounts.create({ name: 'meanwhile', timeZone: 'UTC' })
    await eventually(async () => assert.ok(await told('account', other.id)))
    assert.equal(await user(late), undefined)
  })
  await eventually(async () => assert.ok(await user(late)))
})

test('[KE1] a Redis that began anew is filled again', async () => {
  const account = (await hub.db.accounts.create({ name: 'again', timeZone: 'UTC' })).id
  await eventually(async () => assert.ok(await told('account', account)))
  await hub.redis.restart()
  await eventually(async () => assert.ok(await told('account', account)))
})
