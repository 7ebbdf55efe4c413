import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Bye } from '#protocol/bye.ts'
import { Limits } from '#protocol/limits.ts'
import { bearerPrefix, socketProtocol } from '#protocol/socket.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'
import { openSocket, refusedUpgrade } from '../testing/socket.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub()))
after(() => hub.stop())

test('[WS1] who may not come in is told before the upgrade: no token, a foreign page', async () => {
  const client = await hub.signedIn('client')
  const none = await refusedUpgrade(hub.url, {})
  assert.deepEqual([none.status, none.body.error.code], [401, 'unauthenticated'])
  const stale = await refusedUpgrade(hub.url, { cookie: 'traffix_access=made.up.token' })
  assert.equal(stale.status, 401)
  const foreign = await refusedUpgrade(hub.url, { cookie: client.cookie, origin: 'https://evil.example' })
  assert.deepEqual([foreign.status, foreign.body.error.code], [403, 'foreign_origin'])
})

test('[WS2] a program brings its token as a subprotocol', async () => {
  const client = await hub.signedIn('client')
  const token = client.jar.get('traffix_access')!
  const socket = await openSocket(hub.url, {}, [socketProtocol, bearerPrefix + token])
  assert.equal(socket.ws.protocol, socketProtocol)
  assert.ok((await socket.command({ do: 'ping' })).ok)
  socket.close()
})

test('[WS3] over the connections of a user the next one is refused, and let in when one is gone', async () => {
  const client = await hub.signedIn('client')
  const open = () => openSocket(hub.url, { cookie: client.cookie })
  const sockets = await Promise.all(Array.from({ length: Limits.wsConnectionsAUser }, open))
  const over = await refusedUpgrade(hub.url, { cookie: client.cookie })
  assert.deepEqual([over.status, over.body.error.code], [429, 'too_many_connections'])
  sockets[0]!.close()
  let back: Awaited<ReturnType<typeof open>> | null = null
  while (!back) back = await open().catch(() => null)
  for (const socket of [...sockets, back]) socket.close()
})

test('[WS4] every command is answered, the wrong ones with what is accepted', async () => {
  const client = await hub.signedIn('client')
  const socket = await openSocket(hub.url, { cookie: client.cookie })
  assert.equal(typeof (await socket.command({ do: 'ping' })).ok.at, 'number')
  const unknown = await socket.command({ do: 'explode' })
  assert.equal(unknown.error.code, 'unknown_command')
  assert.match(unknown.error.message, /subscribe/)
  assert.equal((await socket.command({ do: 'subscribe' })).error.code, 'bad_request')
  assert.equal((await socket.command({ do: 'subscribe', topic: 'nothing' })).error.code, 'unknown_topic')
  socket.ws.send('not json')
  assert.equal((await socket.next(m => 're' in m && m.re === null))['error'].code, 'bad_json')
  socket.close()
})

test('[WS5] a socket closes when its session ends elsewhere, and says why', async () => {
  const client = await hub.signedIn('client')
  const socket = await openSocket(hub.url, { cookie: client.cookie })
  await client.post('/api/auth/logout')
  assert.equal((await socket.next(m => 'bye' in m))['bye'].code, Bye.revoked.code)
  assert.equal((await socket.closed()).code, Bye.revoked.code)
})

test('[WS6] a socket closes when its user is disabled, also while Redis is away', async () => {
  const admin = await hub.signedIn('admin')
  const one = await hub.signedIn('operator')
  const socket = await openSocket(hub.url, { cookie: one.cookie })
  await admin.patch(`/api/users/${one.user.id}`, { status: 'disabled' })
  assert.equal((await socket.closed()).code, Bye.disabled.code)

  const two = await hub.signedIn('operator')
  const second = await openSocket(hub.url, { cookie: two.cookie })
  await hub.redis.kill()
  // By another way than this hub's own routes, as another hub would that it cannot hear.
  await hub.db.users.update(two.user.id, { status: 'disabled' })
  assert.equal((await second.closed()).code, Bye.disabled.code)
  await hub.redis.restart()
  while (!hub.bus.up) await new Promise(go => setImmediate(go))
})

test('[WS7] who loses the ability loses the topic, and keeps the socket', async () => {
  const admin = await hub.signedIn('admin')
  const staff = await hub.signedIn('admin')
  const socket = await openSocket(hub.url, { cookie: staff.cookie })
  await socket.command({ do: 'subscribe', topic: 'system' })
  await socket.next(m => 'snapshot' in m)
  await admin.patch(`/api/users/${staff.user.id}`, { role: 'operator' })
  assert.ok((await socket.command({ do: 'ping' })).ok)
  socket.close()
})

test('[WS8] the system topic begins with everything and goes on without a gap', async () => {
  const staff = await hub.signedIn('operator')
  const socket = await openSocket(hub.url, { cookie: staff.cookie })
  await socket.command({ do: 'subscribe', topic: 'system' })
  const first = await socket.next(m => 'snapshot' in m)
  const sign = { ...sampleSign, at: Date.now() }
  await hub.bus.publish('processes', sign)
  const delta = await socket.next(m => 'delta' in m)
  assert.equal(delta['seq'], first['seq'] + 1)
  assert.deepEqual(delta['delta'].changed, [{ ...sign, state: 'up' }])
  assert.equal((await staff.get('/api/system')).body.processes[0].id, sign.id)
  await socket.command({ do: 'unsubscribe', topic: 'system' })
  await hub.bus.publish('processes', { ...sign, at: Date.now() })
  await socket.command({ do: 'subscribe', topic: 'system' })
  assert.ok('snapshot' in (await socket.next(m => 'topic' in m)))
  socket.close()
})

test('[WS9] a frame over the limit or a binary one ends the socket with a reason', async () => {
  const client = await hub.signedIn('client')
  const large = await openSocket(hub.url, { cookie: client.cookie })
  large.ws.send(JSON.stringify({ id: 1, do: 'ping', pad: 'x'.repeat(Limits.wsFrameBytes) }))
  assert.equal((await large.next(m => 're' in m))['error'].code, 'too_large')
  assert.equal((await large.closed()).code, Bye.protocol.code)
  const binary = await openSocket(hub.url, { cookie: client.cookie })
  binary.ws.send(Buffer.from([1, 2, 3]))
  assert.equal((await binary.closed()).code, Bye.protocol.code)
})

test('[WS10] commands over the rate are refused with when to go on, a flood is cut off', async () => {
  const client = await hub.signedIn('client')
  const socket = await openSocket(hub.url, { cookie: client.cookie })
  for (let id = 0; id < Limits.wsCommandsAMinute * 3; id++) socket.ws.send(JSON.stringify({ id, do: 'ping' }))
  const refused = await socket.next(m => 'error' in m)
  assert.equal(refused['error'].code, 'too_many')
  assert.match(refused['error'].message, /wait \d+ s/)
  assert.equal((await socket.closed()).code, Bye.flood.code)
})

test('[WS11] a socket lives as long as its token, and longer when it is renewed', async () => {
  const client = await hub.signedIn('client')
  const socket = await openSocket(hub.url, { cookie: client.cookie })
  const { ok } = await socket.command({ do: 'auth.renew' })
  assert.ok(ok.expiresAt > Date.now() + Limits.accessTokenMs - 5_000)
  await client.post('/api/auth/refresh')
  const token = client.jar.get('traffix_access')
  assert.ok((await socket.command({ do: 'auth.renew', token })).ok)
  const stranger = await hub.signedIn('client')
  const foreign = await socket.command({ do: 'auth.renew', token: stranger.jar.get('traffix_access') })
  assert.equal(foreign.error.code, 'unauthenticated')
  socket.close()
})

test('[WS12] before a restart every socket is told so, and when to come back', async () => {
  const client = await hub.signedIn('client')
  const sockets = await Promise.all([1, 2, 3].map(() => openSocket(hub.url, { cookie: client.cookie })))
  await hub.restart()
  for (const socket of sockets) {
    const { bye } = (await socket.next(m => 'bye' in m)) as { bye: { code: number; retryAfterMs: number } }
    assert.equal(bye.code, Bye.restart.code)
    assert.ok(bye.retryAfterMs <= Limits.restartSpreadMs)
    assert.equal((await socket.closed()).code, Bye.restart.code)
  }
})

const sampleSign = {
  id: 'ledger@test:1',
  kind: 'ledger',
  host: 'test',
  pid: 1,
  region: null,
  version: '0.0.0',
  startedAt: 1,
  at: 0,
  stopping: false,
  lagP99Ms: 1.5,
  lagMaxMs: 2,
  rssBytes: 1,
  heapBytes: 1,
  cpu: 0.1,
  needs: { redis: true },
} as const
