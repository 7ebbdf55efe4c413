import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { channels } from '#bus/names.ts'
import { moveUser } from '#db/testing/move-user.ts'
import { Limits } from '#protocol/limits.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'
import { openSocket } from '../testing/socket.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub({ socketTiming: { recheckMs: 3_600_000 } })))
after(() => hub.stop())

test('[WS18] over so many topics a connection the next one is refused; leaving one makes room', async () => {
  const staff = await hub.signedIn('operator')
  const socket = await openSocket(hub.url, { cookie: staff.cookie })
  const subscribe = (topic: string) => socket.command({ do: 'subscribe', topic })
  const ids = Array.from({ length: Limits.wsSubscriptions }, () => randomUUID())
  const topics = ids.map(id => `node:${id}`)
  for (const topic of topics) assert.deepEqual((await subscribe(topic)).ok, { topic })
  const over = await subscribe('nodes')
  assert.equal(over.error.code, 'too_many_subscriptions')
  assert.equal((await subscribe(topics[0]!)).ok.topic, topics[0], 'one that it has is not one more')
  await socket.command({ do: 'unsubscribe', topic: `node:${ids[1]!.toUpperCase()}` })
  assert.equal((await subscribe('nodes')).ok.topic, 'nodes')
  socket.close()
})

test('[WS4] a topic that does not exist is refused with those that do', async () => {
  const staff = await hub.signedIn('operator')
  const socket = await openSocket(hub.url, { cookie: staff.cookie })
  for (const topic of ['usage', 'usage:mine', 'nodes:1', '__proto__', `user:${'9'.repeat(150)}`]) {
    const { error } = await socket.command({ do: 'subscribe', topic })
    assert.equal(error.code, 'unknown_topic', topic)
    assert.match(error.message, /usage:<account id>, nodes, node:<node id>/)
  }
  socket.close()
})

test('[WS7] who is moved to another account loses the usage of the old one, and keeps the socket', async () => {
  const client = await hub.signedIn('client')
  const stays = await hub.signedIn('client', client.user.account!.id)
  const other = (await hub.signedIn('client')).user.account!.id
  const [mine, theirs] = [`usage:${client.user.account!.id}`, `usage:${other}`]
  const [socket, second] = await Promise.all(
    [client, stays].map(one => openSocket(hub.url, { cookie: one.cookie })),
  )
  for (const one of [socket!, second!]) {
    await one.command({ do: 'subscribe', topic: mine })
    await one.next(m => 'snapshot' in m)
  }
  await moveUser(hub.databaseUrl, client.user.id, other)
  // Told by another hub.
  const control = { kind: 'user.changed', user: client.user.id }
  await hub.bus.publish(channels.control, { from: 'another', control })
  const taken = await socket!.next(m => 'error' in m)
  assert.deepEqual([taken['error'].code, taken['topic']], ['forbidden', mine])
  assert.equal((await socket!.command({ do: 'subscribe', topic: mine })).error.code, 'forbidden')
  assert.ok((await socket!.command({ do: 'subscribe', topic: theirs })).ok)
  assert.equal((await second!.next(m => 'delta' in m))['topic'], mine, 'nobody else loses it')
  socket!.close()
  second!.close()
})
