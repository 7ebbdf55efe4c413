import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { cannotListen, CannotStart } from './cannot-start.ts'
import { listenOps } from './listen-ops.ts'
import { silentLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createOps, type Reach } from './ops.ts'

const token = 't'.repeat(32)
const opsWith = (ready: Record<string, Reach>) =>
  createOps({ ready, registry: createMetrics({ kind: 'test' }), token, reachTimeoutMs: 20 })
const here = { remoteAddress: '127.0.0.1' }
const body = (answer: { body: string } | null) =>
  JSON.parse(answer?.body ?? 'null') as Record<string, unknown>

test('[KT7] /health says that the process lives, whatever is away', async () => {
  const answer = await opsWith({ redis: () => false }).answer('/health', here)
  assert.equal(answer?.status, 200)
  assert.equal(body(answer)['healthy'], true)
})

test('[KT7] /ready is 200 when every dependency is reached', async () => {
  const answer = await opsWith({ redis: () => true, postgres: async () => {} }).answer('/ready', here)
  assert.equal(answer?.status, 200)
  assert.deepEqual(body(answer)['needs'], { redis: true, postgres: true })
})

test('[KT7] /ready is 503 and names what is away, also when asking fails or hangs', async () => {
  const ready = {
    a: () => false,
    b: () => Promise.reject(new Error('no')),
    c: () => new Promise<boolean>(() => {}),
    d: () => {
      throw new Error('no')
    },
    e: () => true,
  }
  const answer = await opsWith(ready).answer('/ready', here)
  assert.equal(answer?.status, 503)
  assert.deepEqual(body(answer)['away'], ['a', 'b', 'c', 'd'])
})

test('[KT7] a process that stops is not ready', async () => {
  const ops = opsWith({ redis: () => true })
  ops.setStopping()
  const answer = await ops.answer('/ready', here)
  assert.equal(answer?.status, 503)
  assert.equal(body(answer)['stopping'], true)
})

for (const [who, asker, status] of [
  ['loopback', { remoteAddress: '127.0.0.1' }, 200],
  ['loopback over IPv6', { remoteAddress: '::1' }, 200],
  ['loopback mapped into IPv6', { remoteAddress: '::ffff:127.0.0.1' }, 200],
  ['loopback mapped and spelled out', { remoteAddress: '0000:0000:0000:0000:0000:ffff:7f00:0001' }, 200],
  ['another host', { remoteAddress: '192.0.2.1' }, 403],
  ['another host mapped into IPv6', { remoteAddress: '::ffff:192.0.2.1' }, 403],
  ['nobody known', { remoteAddress: '' }, 403],
  ['somebody behind a proxy on loopback', { ...here, forwardedFor: '192.0.2.1' }, 403],
  ['another host with the token', { remoteAddress: '192.0.2.1', authorization: `Bearer ${token}` }, 200],
  ['another host with a wrong token', { remoteAddress: '192.0.2.1', authorization: 'Bearer x' }, 403],
] as const)
  test(`[KT8] /metrics answers ${who} with ${status}`, async () => {
    const answer = await opsWith({}).answer('/metrics', asker)
    assert.equal(answer?.status, status)
    assert.equal(/nodejs_eventloop_lag_p99_seconds/.test(answer.body), status === 200)
  })

const log = silentLog()
const variables = { host: 'X_HOST', port: 'X_PORT' }
const server = await listenOps({
  host: '127.0.0.1',
  port: 0,
  variables,
  ops: opsWith({ redis: () => true }),
  log,
})
after(() => server.stop())
const at = (path: string) => `http://127.0.0.1:${server.port}${path}`

test('[KT7] the ops server answers its three paths and nothing else', async () => {
  for (const path of ['/health', '/ready?x=1', '/metrics']) assert.equal((await fetch(at(path))).status, 200)
  assert.equal((await fetch(at('/'))).status, 404)
  assert.equal((await fetch(at('/health'), { method: 'POST' })).status, 405)
  assert.equal(await (await fetch(at('/health'), { method: 'HEAD' })).text(), '')
})

test('[KT8] the ops server takes a request with X-Forwarded-For for one from elsewhere', async () => {
  assert.equal((await fetch(at('/metrics'), { headers: { 'x-forwarded-for': '::1' } })).status, 403)
})

test('[KT9] a port in use is named with the variable that moves it', async () => {
  const again = listenOps({ host: '127.0.0.1', port: server.port, variables, ops: opsWith({}), log })
  await assert.rejects(again, (err: Error) => {
    assert.ok(err instanceof CannotStart)
    assert.equal(
      err.message,
      `cannot listen on 127.0.0.1:${server.port}: the port is in use; X_PORT chooses another port`,
    )
    return true
  })
})

test('[KT9] an address that is not of this machine is named with the variable of the address', async () => {
  // 192.0.2.0/24 is for documentation: no machine has it.
  const elsewhere = listenOps({ host: '192.0.2.1', port: 0, variables, ops: opsWith({}), log })
  await assert.rejects(elsewhere, (err: Error) => {
    assert.ok(err instanceof CannotStart)
    assert.match(
      err.message,
      /^cannot listen on 192\.0\.2\.1:0: this machine does not have .*; X_HOST chooses/,
    )
    return true
  })
})

test('[KT9] a port that this user may not open is not called one in use', () => {
  const { message } = cannotListen({ host: '::1', port: 80, variables, reason: 'EACCES' })
  assert.match(message, /^cannot listen on \[::1\]:80: this user may not .*; X_PORT chooses another port$/)
})

test('[KT7] a caller that says nothing does not hold up the stop', async () => {
  const other = await listenOps({ host: '127.0.0.1', port: 0, variables, ops: opsWith({}), log })
  const socket = connect(other.port, '127.0.0.1')
  await once(socket, 'connect')
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  await other.stop()
  await closed
})
