import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { keys } from '#bus/names.ts'
import { createSlots } from '#bus/slots.ts'
import { age } from '#bus/testing/age.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { silentLog } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { SystemView, User } from '#protocol/rest/staff.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'
import { openSocket } from '../testing/socket.ts'
import type { Visitor } from '../testing/visitor.ts'

let hub: TestHub
let second: Awaited<ReturnType<TestHub['another']>>
before(async () => {
  hub = await startTestHub()
  second = await hub.another()
})
after(() => second.stop().then(() => hub.stop()))

type Hub = { url: string }
const connect = (on: Hub, who: Visitor) => openSocket(on.url, { cookie: who.cookie })
async function read<T>(on: Hub, who: Visitor, path: string): Promise<T> {
  const answer = await fetch(on.url + path, { headers: { cookie: who.cookie } })
  assert.equal(answer.status, 200)
  return (await answer.json()) as T
}
const devices = async (on: Hub, who: Visitor, id: string) =>
  (await read<{ user: User }>(on, who, `/api/users/${id}`)).user.devices
const online = async (on: Hub, who: Visitor) => (await read<SystemView>(on, who, '/api/system')).online

test('[PR1] on how many devices somebody is online is the same on every hub, at once', async () => {
  const staff = await hub.signedIn('operator')
  const ann = await hub.signedIn('client')
  const { id, email } = ann.user
  const laptop = hub.visitor()
  await hub.signIn(laptop, email)
  assert.equal(await devices(hub, staff, id), 0)

  const here = await connect(hub, ann)
  const there = await connect(second, ann)
  for (const one of [hub, second]) assert.equal(await devices(one, staff, id), 1, 'one login is one device')
  const other = await connect(second, laptop)
  for (const one of [hub, second]) {
    assert.equal(await devices(one, staff, id), 2)
    await eventually(async () => assert.deepEqual(await online(one, staff), { users: 1, devices: 2 }))
  }

  for (const socket of [here, there, other]) {
    socket.close()
    await socket.closed()
  }
  // The hub hears of it a moment later than the one who hung up.
  for (const one of [hub, second]) {
    await eventually(async () => assert.equal(await devices(one, staff, id), 0))
    await eventually(async () => assert.deepEqual(await online(one, staff), { users: 0, devices: 0 }))
  }
})

test('[PR2] whoever was on a hub that was killed is offline when its slots have expired', async () => {
  const staff = await hub.signedIn('operator')
  const { id } = await hub.person('client')
  const alive = await hub.signedIn('client')
  const socket = await connect(hub, alive)
  // What a killed hub leaves behind: a slot that nobody renews.
  const { wsIdleMs: ttlMs, wsConnectionsAUser: max } = Limits
  const dead = createSlots(hub.bus, { name: 'ws:user', max, ttlMs, log: silentLog() })
  await dead.take(id, 'session/connection')
  assert.equal(await devices(second, staff, id), 1)
  await age(hub.bus, keys.slots('ws:user', id), 60_000)
  assert.equal(await devices(second, staff, id), 0)
  assert.equal(await devices(second, staff, alive.user.id), 1)
  socket.close()
  await dead.stop()
})

test('[PR4] a client sees who of their own account is online, and nobody else', async () => {
  const ann = await hub.signedIn('client')
  const stranger = await hub.signedIn('client')
  const colleague = await hub.signedIn('client', ann.user.account!.id)
  const sockets = await Promise.all([connect(hub, colleague), connect(second, stranger)])
  const { items } = await read<{ items: User[] }>(hub, ann, '/api/users')
  const seen = Object.fromEntries(items.map(one => [one.id, one.devices]))
  assert.deepEqual(seen, { [ann.user.id]: 0, [colleague.user.id]: 1 })
  for (const socket of sockets) socket.close()
})

test('[PR5] without Redis nobody is called offline', async () => {
  const staff = await hub.signedIn('operator')
  assert.equal(await devices(hub, staff, staff.user.id), 0)
  await hub.redis.kill()
  await becomes(hub.bus, false)
  assert.equal(await devices(hub, staff, staff.user.id), null)
  await eventually(async () => assert.equal(await online(hub, staff), null))
  await hub.redis.restart()
  await becomes(hub.bus, true)
  assert.equal(await devices(hub, staff, staff.user.id), 0)
  await eventually(async () => assert.notEqual(await online(hub, staff), null))
})
