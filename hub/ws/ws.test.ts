import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { becomes } from '#bus/testing/becomes.ts'
import { Bye } from '#protocol/bye.ts'
import { Limits } from '#protocol/limits.ts'
import { bearerPrefix, socketProtocol } from '#protocol/socket.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'
import { sampleSign } from '../testing/sign.ts'
import { openSocket, refusedUpgrade } from '../testing/socket.ts'

let hub: TestHub
// Without the net under it: what ends here ends because it was announced.
before(async () => void (hub = await startTestHub({ socketTiming: { recheckMs: 3_600_000 } })))
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

/** Tells what never comes from what is slow. */
const patient = { timeout: 90_000 }

test(
  '[WS3] over the connections of a user the next one is refused, and let in when one is gone',
  patient,
  async () => {
    const client = await hub.signedIn('client')
    const open = () => openSocket(hub.url, { cookie: client.cookie })
    const sockets = await Promise.all(Array.from({ length: Limits.wsConnectionsAUser }, open))
    const over = await refusedUpgrade(hub.url, { cookie: client.cookie })
    assert.deepEqual([over.status, over.body.error.code], [429, 'too_many_connections'])
    assert.match(over.headers['retry-after'] ?? '', /^[1-9]\d*$/)
    sockets[0]!.close()
    let back: Awaited<ReturnType<typeof open>> | null = null
    while (!back) back = await open().catch(() => null)
    for (const socket of [...sockets, back]) socket.close()
  },
)

test('[WS3] over the connections of an address the next one is refused, whoever asks', patient, async () => {
  const own = await startTestHub()
  const sockets: { close(): void }[] = []
  while (sockets.length < Limits.wsConnectionsAnAddress) {
    const { cookie } = await own.signedIn('client')
    const open = () => openSocket(own.url, { cookie })
    sockets.push(...(await Promise.all(Array.from({ length: Limits.wsConnectionsAUser }, open))))
  }
  const over = await refusedUpgrade(own.url, { cookie: (await own.signedIn('client')).cookie })
  assert.deepEqual([over.status, over.body.error.code], [429, 'too_many_connections'])
  assert.match(over.headers['retry-after'] ?? '', /^[1-9]\d*$/)
  for (const socket of sockets) socket.close()
  await own.stop()
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

test('[WS5] a socket closes when its session ends elsewhere, and says why', patient, async () => {
  const client = await hub.signedIn('client')
  const socket = await openSocket(hub.url, { cookie: client.cookie })
  await client.post('/api/auth/logout')
  assert.equal((await socket.next(m => 'bye' in m))['bye'].code, Bye.revoked.code)
  assert.equal((await socket.closed()).code, Bye.revoked.code)
})

test('[WS5] a socket closes when its session ended just while it opened', patient, async () => {
  let socket: Awaited<ReturnType<typeof openSocket>> | null = null
  while (!socket) {
    const client = await hub.signedIn('client')
    await client.get('/api/auth/me') // the hub knows this session now, for a few seconds
    const [session] = await hub.db.logins.listOf(client.user.id)
    // Ended by a hub whose word came before this socket was there to hear it.
    await hub.db.logins.end({ session: session!.id, user: client.user.id, reason: 'revoked' })
    socket = await openSocket(hub.url, { cookie: client.cookie }).catch(() => null)
  }
  assert.equal((await socket.closed()).code, Bye.revoked.code)
})

test('[WS6] a socket closes when its user is disabled, also while Redis is away', patient, async () => {
  const admin = await hub.signedIn('admin')
  const one = await hub.signedIn('operator')
  const socket = await openSocket(hub.url, { cookie: one.cookie })
  await admin.patch(`/api/users/${one.user.id}`, { status: 'disabled' })
  assert.equal((await socket.closed()).code, Bye.disabled.code)

  const two = await hub.signedIn('operator')
  const second = await openSocket(hub.url, { cookie: two.cookie })
  await hub.redis.kill()
  await becomes(hub.bus, false)
  // By another way than this hub's own routes, as another hub would that it cannot hear.
  await hub.db.users.update(two.user.id, { status: 'disabled' })
  assert.equal((await second.closed()).code, Bye.disabled.code)
  await hub.redis.restart()
  await becomes(hub.bus, true)
})

test('[WS7] whose role changes and may still hear a topic keeps it, and the socket', async () => {
  const admin = await hub.signedIn('admin')
  const staff = await hub.signedIn('admin')
  const socket = await openSocket(hub.url, { cookie: staff.cookie })
  await socket.command({ do: 'subscribe', topic: 'system' })
  await socket.next(m => 'snapshot' in m)
  await admin.patch(`/api/users/${staff.user.id}`, { role: 'operator' })
  await hub.bus.publish('processes', { ...sampleSign, id: 'seven', at: Date.now() })
  await socket.next(m => 'delta' in m && m['delta'].changed.some((p: any) => p.id === 'seven'))
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
  const { at, startedAt } = delta['delta'].changed[0] // by the hub's clock
  assert.deepEqual(delta['delta'].changed, [{ ...sign, at, startedAt, state: 'up' }])
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
  const signedInAt = Date.now()
  const socket = await openSocket(hub.url, { cookie: client.cookie })
  const renewed = async () => (await socket.command({ do: 'auth.renew' })).ok.expiresAt as number
  // Without a new cookie there is nothing to live on for.
  assert.ok((await renewed()) <= signedInAt + Limits.accessTokenMs)
  const askedAt = Date.now()
  await client.post('/api/auth/refresh')
  assert.ok((await renewed()) >= askedAt + Limits.accessTokenMs)
  const token = client.jar.get('traffix_access')
  assert.ok((await socket.command({ do: 'auth.renew', token })).ok)
  const stranger = await hub.signedIn('client')
  const foreign = await socket.command({ do: 'auth.renew', token: stranger.jar.get('traffix_access') })
  assert.equal(foreign.error.code, 'unauthenticated')
  socket.close()
})

test('[WS11] a program that holds nothing but its old token cannot make its socket live longer', async () => {
  const client = await hub.signedIn('client')
  const token = client.jar.get('traffix_access')!
  const bySubprotocol = await openSocket(hub.url, {}, [socketProtocol, bearerPrefix + token])
  const byHeader = await openSocket(hub.url, { authorization: `Bearer ${token}` })
  for (const socket of [bySubprotocol, byHeader]) {
    const empty = await socket.command({ do: 'auth.renew' })
    assert.equal(empty.error.code, 'bad_request')
    assert.match(empty.error.message, /token/)
    assert.ok((await socket.command({ do: 'auth.renew', token })).ok)
    socket.close()
  }
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
