import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { SocksClient } from 'socks'
import { hearRadar } from '#bus/radar.ts'
import { endedGroup, endedRecords } from '#bus/ended.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import type { SessionFacts } from '#protocol/radar.ts'
import type { SessionRecord } from '#protocol/session-record.ts'
import { answer, startDevice } from '../testing/device.ts'
import { hashOf, noLimits, password, startEdge } from '../testing/edge.ts'

const s = await startEdge()
after(() => s.stop())
const target = createServer(socket => socket.pipe(socket).on('error', () => {})).listen(0, '127.0.0.1')
await once(target, 'listening')
after(() => target.close())
const { port } = target.address() as AddressInfo

const facts = new Map<string, SessionFacts>()
await hearRadar(s.hub, heard => {
  for (const fact of heard.read()?.facts ?? []) facts.set(fact.id, fact)
})
await endedGroup.join(s.hub)
const reader = s.hub.blocking()
after(() => reader.close())
const ended: SessionRecord[] = []
async function read(): Promise<void> {
  const entries = await endedGroup.read(reader, 'test', 1)
  ended.push(...entries.flatMap(it => endedRecords(it.text)))
  await endedGroup.done(
    s.hub,
    entries.map(it => it.id),
  )
}
const endOf = async (login: string): Promise<SessionRecord> => {
  let found: SessionRecord | undefined
  await eventually(async () => {
    await read()
    found = ended.find(it => it.login === login)
    assert.ok(found)
  })
  return found!
}

async function dial(userId: string, secret = password) {
  const { socket } = await SocksClient.createConnection({
    proxy: { host: '127.0.0.1', port: s.edge.socksPort, type: 5, userId, password: secret },
    command: 'connect',
    destination: { host: '127.0.0.1', port },
  })
  socket.on('error', () => {})
  socket.resume()
  return socket
}
/** Also by a reset, which `once` would take for a failure. */
const closes = (socket: Socket) => new Promise(resolve => socket.once('close', resolve))
async function say(socket: Awaited<ReturnType<typeof dial>>, text: string): Promise<string> {
  const back = once(socket, 'data')
  socket.write(text)
  return String((await back)[0])
}
const { node } = await s.device()
const user = async (login: string, more: object = {}) => {
  const it = await s.user({ login, ...more })
  await s.knows(it)
  return it
}

test('[SE1] a session is told of while it is open, and stored once when it has ended, with its bytes', async () => {
  const ann = await user('ann1')
  const socket = await dial('ann1')
  assert.equal(await say(socket, 'hello'), 'hello')
  await eventually(async () => assert.ok([...facts.values()].some(it => it.login === 'ann1' && it.up === 5)))
  const fact = [...facts.values()].find(it => it.login === 'ann1')
  assert.deepEqual([fact!.node, fact!.account, fact!.country], [node.id, s.account.id, 'us'])
  assert.equal(fact!.choice?.how, 'best')
  socket.end()
  const record = await endOf('ann1')
  assert.deepEqual(
    [record.id, record.proxyUser, record.up, record.down, record.ended, record.target],
    [fact!.id, ann.id, 5, 5, 'client_closed', `127.0.0.1:${port}`],
  )
  await eventually(async () => assert.equal(facts.get(record.id)?.ended, 'client_closed'))
})

test('[SE2] cut, suspended, disabled, deleted and rotated end at once, each with its reason', async () => {
  const ways: [string, (it: Awaited<ReturnType<typeof user>>, id: string) => Promise<unknown>][] = [
    ['cut', (_, id) => s.put({ kind: 'cut', id, until: Date.now() + 60_000 })],
    ['suspended', it => s.put({ ...it, enabled: false })],
    ['suspended', it => s.put({ ...it, gone: true })],
    ['suspended', it => s.put({ ...it, secret: hashOf('another') })],
  ]
  async function end(i: number, [why, act]: (typeof ways)[number]): Promise<void> {
    const login = `bob${i}`
    const it = await user(login)
    const socket = await dial(login)
    await say(socket, 'x')
    await eventually(async () => assert.ok([...facts.values()].some(fact => fact.login === login)))
    const closed = closes(socket)
    await act(it, [...facts.values()].find(fact => fact.login === login)!.id)
    await closed
    assert.equal((await endOf(login)).ended, why)
    if (why === 'suspended') await assert.rejects(dial(login))
  }
  await Promise.all(ways.map((way, i) => end(i, way)))
})

test('[SE2] a suspended account has no sessions, and gets none; so has a suspended node', async () => {
  await user('carl')
  const socket = await dial('carl')
  const closed = closes(socket)
  await s.put({ ...s.account, standing: 'suspended' })
  await closed
  await assert.rejects(dial('carl'))
  await s.put({ ...s.account, standing: 'active' })
  await eventually(async () => void (await dial('carl')).destroy())
  const again = await dial('carl')
  const gone = closes(again)
  await s.put({ ...node, status: 'suspended' })
  await gone
  await assert.rejects(dial('carl'))
  await s.knows(await s.put({ ...node, status: 'approved' }))
})

test('[SE3] connections, bytes a day and changed limits hold, and the customer is told which', async () => {
  const it = await user('dora', { limits: { ...noLimits, maxConnections: 2 } })
  const sockets = [await dial('dora'), await dial('dora')]
  await assert.rejects(dial('dora'))
  sockets[0]!.destroy()
  await eventually(async () => void sockets.push(await dial('dora')))
  await s.put({ ...it, limits: { ...noLimits, dayBytes: 1_000 } })
  const closed = closes(sockets[1]!)
  sockets[1]!.write('x'.repeat(2_000))
  await closed
  assert.equal((await endOf('dora')).login, 'dora')
  await assert.rejects(dial('dora'))
  for (const socket of sockets) socket.destroy()
})

test('[SE3] a speed holds for all connections of a login together, also for many short ones', async () => {
  await user('fast', { limits: { ...noLimits, bytesPerSecond: 200_000 } })
  const startedAt = performance.now()
  for (let i = 0; i < 4; i++) {
    const socket = await dial('fast')
    let back = 0
    socket.on('data', part => (back += part.length))
    socket.write(Buffer.alloc(100_000))
    await eventually(async () => assert.equal(back, 100_000))
    socket.destroy()
  }
  // The last one is not paid for yet, and a quarter of a second is free.
  const ms = performance.now() - startedAt
  assert.ok(ms > 1_000, `400 KB went in ${ms} ms`)
})

test('[SE4] what ended while Redis was away is told when it is back, also by the next life of the edge', async () => {
  await user('erik')
  const socket = await dial('erik')
  await say(socket, 'over a restart')
  await s.redis.kill()
  await becomes(s.hub, false)
  socket.destroy()
  await eventually(async () => {
    const text = await (await fetch(`http://127.0.0.1:${s.edge.opsPort}/metrics`)).text()
    assert.match(text, /traffix_edge_sessions 0\b/)
    assert.match(text, /traffix_edge_ended_waiting [1-9]/)
  })
  await s.redis.restart()
  await becomes(s.hub, true)
  await s.fill()
  await endedGroup.join(s.hub)
  assert.equal((await endOf('erik')).up, 14)
})

test('[SE5] when a node fails before a byte was sent another one is asked, and the record says so', async () => {
  const place = { country: 'fr', city: 'Paris', lat: 0, lon: 0, asn: 1 }
  const bad = await s.device({
    place,
    handler: (_, stream) => answer(stream, { ok: false, code: 'overloaded', message: '' }),
  })
  await user('fay')
  // It is pinned to the only one there is, which fails.
  await assert.rejects(dial('fay-country-fr-session-a'))
  const good = await s.device({ place })
  const socket = await dial('fay-country-fr-session-a')
  await say(socket, 'x')
  let fact: SessionFacts | undefined
  await eventually(async () => {
    fact = [...facts.values()].find(it => it.login === 'fay')
    assert.ok(fact)
  })
  assert.deepEqual([fact!.node, fact!.choice?.how], [good.node.id, 'retried'])
  assert.deepEqual(fact!.choice?.instead, { node: bad.node.id, why: 'overloaded' })
  socket.destroy()
  await bad.device.kill()
  await good.device.kill()
})

test('[SE6] a pinned name keeps its node; strict fails when it is away, without strict it is pinned anew', async () => {
  const place = { country: 'jp', city: 'Tokyo', lat: 0, lon: 0, asn: 2 }
  const two = [await s.device({ place }), await s.device({ place })]
  await user('gus')
  // Each says another number of bytes, by which it is known.
  let bytes = 0
  const nodeOf = async (name: string) => {
    bytes++
    const socket = await dial(name)
    await say(socket, 'x'.repeat(bytes))
    let found: SessionFacts | undefined
    await eventually(async () => {
      found = [...facts.values()].find(it => it.login === 'gus' && it.up === bytes)
      assert.ok(found)
    })
    socket.destroy()
    return found!
  }
  const first = await nodeOf('gus-country-jp-session-a')
  for (let i = 0; i < 2; i++) assert.equal((await nodeOf('gus-country-jp-session-a')).node, first.node)
  const pinned = two.find(it => it.node.id === first.node)!
  pinned.device.leave()
  await eventually(async () => assert.rejects(dial('gus-country-jp-session-a-strict')))
  const other = await nodeOf('gus-country-jp-session-a')
  assert.notEqual(other.node, first.node)
  assert.deepEqual([other.choice?.how, other.choice?.instead?.node], ['repinned', first.node])
  await assert.rejects(dial('gus-country-de'))
  for (const { device } of two) device.socket.destroy()
})

test('[SE6] a pin outlives the edge, and a node that is just away is waited for', async () => {
  const place = { country: 'br', city: null, lat: 0, lon: 0, asn: 3 }
  const two = [await s.device({ place }), await s.device({ place })]
  await user('hal')
  facts.clear()
  const socket = await dial('hal-country-br-session-x')
  await say(socket, 'x')
  await eventually(async () => assert.ok([...facts.values()].some(it => it.login === 'hal')))
  const pinnedTo = [...facts.values()].find(it => it.login === 'hal')!.node
  const key = two.find(it => it.node.id === pinnedTo)!.device.key
  await s.restart()
  const back = await Promise.all(
    two.map(({ device }) => startDevice({ port: s.edge.tunnelPort, key: device.key })),
  )
  await Promise.all(back.map(it => it.hears('welcome')))
  await back.find(it => it.key === key)!.kill()
  const dialling = dial('hal-country-br-session-x')
  const again = await startDevice({ port: s.edge.tunnelPort, key })
  facts.clear()
  await say(await dialling, 'y')
  await eventually(async () =>
    assert.equal([...facts.values()].find(it => it.login === 'hal')?.node, pinnedTo),
  )
  for (const device of [...back, again]) device.socket.destroy()
})
