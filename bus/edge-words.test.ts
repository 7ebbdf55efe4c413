import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { silentLog } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { SessionRecord } from '#protocol/session-record.ts'
import { connectBus } from './connect.ts'
import { forgetDoors, readDoors, sayDoors } from './doors.ts'
import { addEnded, endedGroup, endedRecords } from './ended.ts'
import type { GroupEntry } from './group.ts'
import { answerEnroll, askEnroll, hearEnroll, hearEnrolled } from './enrolling.ts'
import { keepSessions, readSession } from './live-sessions.ts'
import { getPin, setPin } from './pins.ts'
import { saySpent } from './spent.ts'
import { keys } from './names.ts'
import { eventually } from './testing/eventually.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'test' })
after(() => bus.close().then(() => redis.stop()))

test('[BU21] the doors of an edge are known as long as it says so', async () => {
  const doors = {
    id: 'one',
    region: 'eu',
    host: 'a.example',
    socksPort: 1,
    httpPort: 2,
    tunnelPort: 3,
    pin: 'p',
  }
  await sayDoors(bus, doors)
  await sayDoors(bus, { ...doors, id: 'two' })
  await bus.run(it => it.hset(keys.edges, 'old', `${Date.now() - Limits.edgeSilentMs - 1_000} {}`))
  assert.deepEqual(await readDoors(bus), [doors, { ...doors, id: 'two' }])
  await forgetDoors(bus, 'two')
  assert.deepEqual(await readDoors(bus), [doors])
})

test('[BU21] a device that asks to be taken in is heard by the hubs, and its edge hears the answer', async () => {
  const [asked, answered] = [Promise.withResolvers<string>(), Promise.withResolvers<string | null>()]
  const offs = await Promise.all([
    hearEnroll(bus, it => asked.resolve(it.ask)),
    hearEnrolled(bus, it => answered.resolve(it.refused)),
  ])
  const agent = { version: '1', platform: 'linux', model: null, osVersion: null }
  const ask = randomUUID()
  await askEnroll(bus, { ask, edge: 'one', code: 'h', publicKey: 'k', agent, address: '::1' })
  assert.equal(await asked.promise, ask)
  await answerEnroll(bus, { ask, refused: 'enrollment_used', node: null })
  assert.equal(await answered.promise, 'enrollment_used')
  for (const off of offs) off()
})

test('[BU22] a pin is found by every edge until its time is over', async () => {
  const user = randomUUID()
  assert.equal(await getPin(bus, user, 'a'), null)
  await setPin(bus, user, 'a', 'node-1', 60_000)
  const pin = await getPin(bus, user, 'a')
  assert.equal(pin?.node, 'node-1')
  assert.ok(pin.leftMs > 0 && pin.leftMs <= 60_000)
})

test('[BU22] what a proxy user spent is the sum over all lives of all edges, and connections are those of edges', async () => {
  const holder = randomUUID()
  const spend = (edge: string, bytes: number, connections: number) =>
    saySpent(bus, { edge, epoch: `${edge}-life` }, [
      { holder, day: '20261126', month: '202611', dayBytes: bytes, monthBytes: bytes + 1, connections },
    ])
  await spend('one', 100, 3)
  await spend('two', 50, 4)
  const all = { dayBytes: 157, monthBytes: 159 }
  assert.deepEqual(await spend('one', 107, 2), [{ ...all, connectionsElsewhere: 4 }])
  await bus.run(it => it.hset(keys.spentOpen(holder), 'two', `9:${Date.now() - Limits.edgeSilentMs - 1_000}`))
  assert.deepEqual(await spend('one', 107, 2), [{ ...all, connectionsElsewhere: 0 }])
})

test('[BU22] an open session is in Redis until it has ended, or its edge is silent for long', async () => {
  const id = randomUUID()
  const facts = {
    account: 'a',
    proxyUser: 'p',
    login: 'ann',
    node: 'n',
    edge: 'one',
    target: 'x:1',
    startedAt: 5,
  }
  await keepSessions(bus, { opened: [{ id, ...facts }], alive: [], ended: [] })
  assert.deepEqual(await readSession(bus, id), facts)
  assert.ok((await bus.run(it => it.pttl(keys.session(id)))) > 0)
  await keepSessions(bus, { opened: [], alive: [id], ended: [] })
  await keepSessions(bus, { opened: [], alive: [], ended: [id] })
  assert.equal(await readSession(bus, id), null)
})

const record = (): SessionRecord => ({
  ...{ id: randomUUID(), account: randomUUID(), proxyUser: randomUUID(), login: 'ann', node: randomUUID() },
  ...{ edge: 'one', door: 'socks', target: 'x:1', country: null, startedAt: 1, endedAt: 2, up: 3, down: 4 },
  ...{ ended: 'client_closed', choice: null },
})

test('[BU23] ended sessions go to one ledger each, and to another one when it dies before it has stored them', async () => {
  await endedGroup.join(bus)
  await endedGroup.join(bus)
  const [first, second] = [record(), record()]
  await addEnded(bus, [first])
  await addEnded(bus, [second])
  const reader = bus.blocking()
  let taken: GroupEntry[] = []
  await eventually(async () => {
    taken = await endedGroup.read(reader, 'dies', 100)
  })
  assert.deepEqual(
    taken.flatMap(it => endedRecords(it.text)),
    [first, second],
  )
  await endedGroup.done(bus, [taken[0]!.id])
  assert.deepEqual(await endedGroup.read(reader, 'lives', 1), [])
  assert.deepEqual(await endedGroup.claim(bus, 'lives'), [], 'not dead for long enough')
  // As if it had been taken long ago.
  await bus.run(it =>
    it.call('XCLAIM', keys.endedSessions, 'ledger', 'dies', '0', taken[1]!.id, 'IDLE', '60000', 'JUSTID'),
  )
  const claimed = await endedGroup.claim(bus, 'lives')
  assert.deepEqual(
    claimed.flatMap(it => endedRecords(it.text)),
    [second],
  )
  await endedGroup.done(
    bus,
    claimed.map(it => it.id),
  )
  assert.equal(await bus.run(it => it.xlen(keys.endedSessions)), 0)
  reader.close()
})
