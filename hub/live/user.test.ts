import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { becomes } from '#bus/testing/becomes.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'
import { openSocket } from '../testing/socket.ts'
import { createUserSource } from './user-source.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub()))
after(() => hub.stop())

async function listening(role: 'client' | 'operator') {
  const person = await hub.signedIn(role)
  const topic = `user:${person.user.id}`
  const socket = await openSocket(hub.url, { cookie: person.cookie })
  const { ok } = await socket.command({ do: 'subscribe', topic })
  assert.deepEqual(ok, { topic, resumed: false })
  const first = await socket.next(m => 'snapshot' in m)
  return { person, topic, socket, first }
}

test('[RT12] it begins with who the user is, and tells of what they and others change', async () => {
  const { person, topic, socket, first } = await listening('client')
  assert.deepEqual(first['snapshot'], { me: (await person.get('/api/auth/me')).body.user })
  await person.patch('/api/auth/me', { name: 'Ann' })
  const own = await socket.next(m => 'event' in m)
  assert.deepEqual([own['topic'], own['seq'], own['event']], [topic, 1, { kind: 'changed' }])

  const admin = await hub.signedIn('admin')
  await admin.patch(`/api/users/${person.user.id}`, { name: 'Bob' })
  const others = await socket.next(m => 'event' in m)
  assert.deepEqual([others['epoch'], others['seq']], [own['epoch'], 2])

  const again = await openSocket(hub.url, { cookie: person.cookie })
  await again.command({ do: 'subscribe', topic })
  const now = await again.next(m => 'snapshot' in m)
  assert.deepEqual([now['snapshot'].me.name, now['seq']], ['Bob', 2])
  const since = { epoch: own['epoch'], seq: own['seq'] }
  const back = await openSocket(hub.url, { cookie: person.cookie })
  assert.deepEqual((await back.command({ do: 'subscribe', topic, since })).ok, { topic, resumed: true })
  assert.equal((await back.next(m => 'event' in m))['seq'], 2)
  for (const one of [socket, again, back]) one.close()
})

test('[RT12] nobody else may hear it', async () => {
  const { topic, socket } = await listening('client')
  for (const role of ['client', 'operator', 'admin'] as const) {
    const stranger = await openSocket(hub.url, { cookie: (await hub.signedIn(role)).cookie })
    assert.equal((await stranger.command({ do: 'subscribe', topic })).error.code, 'forbidden')
    stranger.close()
  }
  socket.close()
})

test('[RT12] what is changed while Redis is away is told when it is back', async () => {
  const { person, socket } = await listening('operator')
  await person.patch('/api/auth/me', { name: 'First' })
  await socket.next(m => 'event' in m)
  await hub.redis.kill()
  await becomes(hub.bus, false)
  const { status } = await person.patch('/api/auth/me', { name: 'Second' })
  assert.equal(status, 200)
  const late = await openSocket(hub.url, { cookie: person.cookie })
  const { error } = await late.command({ do: 'subscribe', topic: `user:${person.user.id}` })
  assert.equal(error.code, 'unavailable')
  await hub.redis.restart()
  // It came back empty: the state again, and then the event.
  const anew = await socket.next(m => 'snapshot' in m)
  assert.deepEqual([anew['reset'], anew['snapshot'].me.name], [true, 'Second'])
  socket.close()
  late.close()
})

test('[RT12] many who come at once are one question', async () => {
  const people = await Promise.all([1, 2, 3].map(() => hub.person('client')))
  let questions = 0
  const source = createUserSource({
    users: {
      byIds: ids => {
        questions++
        return hub.db.users.byIds(ids)
      },
    },
  })
  const states = await Promise.all(people.map(({ id }) => source(id).snapshot()))
  assert.deepEqual(
    states.map(state => (state as { me: { id: string } }).me.id),
    people.map(({ id }) => id),
  )
  assert.equal(questions, 1)
})
