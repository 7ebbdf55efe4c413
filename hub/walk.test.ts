import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { abilityOf } from '#protocol/abilities.ts'
import { roles } from '#protocol/person.ts'
import { api } from '#protocol/rest/api.ts'
import type { Endpoint } from '#protocol/rest/endpoint.ts'
import { commands } from '#protocol/socket.ts'
import { mayHear, parseTopic, topics } from '#protocol/topics.ts'
import { startTestHub, type TestHub } from './testing/hub.ts'
import { openSocket, refusedUpgrade } from './testing/socket.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub()))
after(() => hub.stop())

const endpoints = Object.entries<Endpoint>(api)
const path = (e: Endpoint, id: string) => e.path.replace(':id', id)

test('[AB1] the routes that anybody may call are these and no others', () => {
  const open = endpoints.filter(([, e]) => e.can === 'anyone').map(([name]) => name)
  const door = ['login', 'otp', 'refresh', 'logout', 'register', 'confirm', 'forgot', 'reset']
  // A provider has no login: the link in their mail is what opens these two.
  const meant = ['openapi', ...door, 'readConsent', 'giveConsent']
  assert.deepEqual(open.sort(), meant.sort())
})

test('[AB1] without a login every route but the open ones answers 401 and nothing else', async () => {
  for (const [name, e] of endpoints) {
    if (e.can === 'anyone') continue
    const reply = await hub.visitor().send(e.method, path(e, randomUUID()), e.body && {})
    assert.deepEqual([name, reply.status, Object.keys(reply.body)], [name, 401, ['error']])
  }
})

for (const role of roles) {
  test(`[AB2] every route lets a ${role} in exactly when the ability says so`, async () => {
    for (const [name, e] of endpoints) {
      if (typeof e.can === 'string') continue
      // Each route gets a login of its own: some of them end it.
      const visitor = await hub.signedIn(role)
      const { id, account } = visitor.user
      const may = abilityOf({ id, role, account: account?.id ?? null }).can(e.can[0], e.can[1])
      const reply = await visitor.send(e.method, path(e, randomUUID()), e.body && {})
      assert.equal(reply.status === 403, !may, `${role} ${name} ${reply.status}`)
      assert.notEqual(reply.status, 401, name)
      assert.notEqual(reply.status, 500, name)
      if (!may) assert.deepEqual(Object.keys(reply.body), ['error'])
    }
  })

  test(`[AB3] every topic and command heeds the ability of a ${role}`, async () => {
    const visitor = await hub.signedIn(role)
    const { id, account } = visitor.user
    const ability = abilityOf({ id, role, account: account?.id ?? null })
    const socket = await openSocket(hub.url, { cookie: visitor.cookie })
    for (const [name, topic] of Object.entries(topics)) {
      // One of their own, one of somebody else's.
      for (const owner of [id, account?.id ?? randomUUID(), randomUUID()]) {
        const named = topic.id ? `${name}:${owner}` : name
        socket.inbox.length = 0
        const answer = await socket.command({ do: 'subscribe', topic: named })
        if (mayHear(ability, parseTopic(named)!)) {
          assert.equal(answer.ok.topic, named)
          await socket.next(m => 'snapshot' in m && m.topic === named)
          await socket.command({ do: 'unsubscribe', topic: named })
        } else {
          assert.equal(answer.error.code, 'forbidden', named)
          await socket.command({ do: 'ping' })
          assert.deepEqual(socket.inbox, [], 'nothing of the topic came through')
        }
      }
    }
    for (const command of commands) {
      const answer = await socket.command({ do: command, topic: 'no such topic' })
      assert.ok(answer.ok ?? answer.error, command)
    }
    socket.close()
  })
}

test('[AB4] without a login there is no socket, so no topic and no command', async () => {
  assert.equal((await refusedUpgrade(hub.url, {})).status, 401)
})

test('[AB5] a client finds nothing of another account by any route, filter, cursor or id', async () => {
  const mine = await hub.signedIn('client')
  const theirs = await hub.signedIn('client')
  const own = theirs.user.account!.id
  assert.equal((await mine.get(`/api/accounts/${own}`)).status, 404)
  assert.equal((await mine.get(`/api/users/${theirs.user.id}`)).status, 404)
  const accounts = (await mine.get('/api/accounts')).body.items.map((a: { id: string }) => a.id)
  assert.deepEqual(accounts, [mine.user.account!.id])
  // A cursor of somebody who sees everything: what comes after it is older than the admin, and theirs is.
  const admin = await hub.signedIn('admin')
  const cursor = async (list: string) => (await admin.get(`/api/${list}?limit=1`)).body.next as string
  const users = await cursor('users')
  assert.ok((await admin.get(`/api/users?after=${users}`)).text.includes(theirs.user.id))
  for (const query of ['', `?account=${own}`, `?search=${theirs.user.email}`, `?after=${users}`]) {
    const reply = await mine.get(`/api/users${query}`)
    assert.equal(reply.status, 200, query)
    assert.ok(!reply.text.includes(theirs.user.id), query)
  }
  for (const query of [`?search=${theirs.user.account!.name}`, `?after=${await cursor('accounts')}`]) {
    const reply = await mine.get(`/api/accounts${query.replaceAll(' ', '%20')}`)
    assert.equal(reply.status, 200, query)
    assert.ok(!reply.text.includes(own), query)
  }
})

test('[AB6] an id means the same in any spelling: nobody gets around a rule or a cache by capitals', async () => {
  const here = await hub.signedIn('admin')
  const there = hub.visitor()
  await hub.signIn(there, here.user.email)
  const self = await here.patch(`/api/users/${here.user.id.toUpperCase()}`, { role: 'operator' })
  assert.equal(self.status, 409)
  const { items } = (await here.get('/api/auth/sessions')).body
  const other = items.find((s: { current: boolean }) => !s.current)
  assert.equal((await there.get('/api/auth/me')).status, 200)
  assert.equal((await here.del(`/api/auth/sessions/${other.id.toUpperCase()}`)).status, 200)
  assert.equal((await there.get('/api/auth/me')).status, 401, 'at once, not when the cache runs out')
})

test('[AB3] whose topics they are decides: usage of the own account, notices of one’s own', () => {
  const own = { user: randomUUID(), account: randomUUID() }
  const other = randomUUID()
  const hears = (role: (typeof roles)[number], topic: string) => {
    const account = role === 'client' ? own.account : null
    return mayHear(abilityOf({ id: own.user, role, account }), parseTopic(topic)!)
  }
  for (const role of roles) {
    const staff = role !== 'client'
    assert.equal(hears(role, `usage:${own.account}`), true, role)
    assert.equal(hears(role, `usage:${other}`), staff, role)
    assert.equal(hears(role, `user:${own.user}`), true, role)
    assert.equal(hears(role, `user:${other}`), false, `${role}: not even an admin reads what others are told`)
    for (const topic of ['nodes', `node:${other}`, 'sessions', 'system'])
      assert.equal(hears(role, topic), staff, `${role} ${topic}`)
  }
})

test('[AB6] a topic has one spelling, however it is asked for', () => {
  const id = randomUUID()
  assert.equal(parseTopic(`usage:${id.toUpperCase()}`)?.topic, `usage:${id}`)
  for (const wrong of ['usage', 'usage:', 'usage:me', `nodes:${id}`, `constructor:${id}`, `toString`])
    assert.equal(parseTopic(wrong), null, wrong)
})
