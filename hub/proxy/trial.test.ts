import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttp } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { proxyErrorCodes, proxyErrors } from '#protocol/proxy-errors.ts'
import { tryProxy } from './trial.ts'

const portOf = (server: Server) => (server.address() as AddressInfo).port
async function listening<S extends Server>(t: TestContext, server: S): Promise<S> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return server
}
const attempt = (door: 'http' | 'socks', port: number, timeoutMs?: number) =>
  tryProxy({
    via: { edge: 'edge-1', door, host: '127.0.0.1', port, username: 'somebody' },
    password: 'x',
    url: 'http://page.example/health',
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  })

/** A SOCKS5 door that lets everybody in (or nobody) and answers each CONNECT so; then it is the page. */
function socksDoor(t: TestContext, reply: number | null, { letIn = true, page = '' } = {}) {
  return listening(
    t,
    createServer((socket: Socket) => {
      socket.on('error', () => {})
      const steps = [
        () => socket.write(Buffer.of(5, 2)),
        () => socket.write(Buffer.of(1, letIn ? 0 : 1)),
        () => reply !== null && socket.write(Buffer.of(5, reply, 0, 1, 0, 0, 0, 0, 0, 0)),
        () => socket.end(page),
      ]
      socket.on('data', () => steps.shift()?.())
    }),
  )
}

test('[WEB28] over SOCKS5 the trial names the reason that the reply stands for', async t => {
  const firstOf = new Map<number, string>()
  for (const code of proxyErrorCodes) {
    const { socks } = proxyErrors[code]
    if (socks !== 'auth' && !firstOf.has(socks)) firstOf.set(socks, code)
  }
  // Not allowed stands for four reasons; the page says beside it that SOCKS5 tells no more.
  firstOf.set(0x02, 'forbidden_target')
  for (const [reply, code] of firstOf) {
    const { error, ok } = await attempt('socks', portOf(await socksDoor(t, reply)))
    assert.equal(error?.code, code, `reply ${reply}`)
    assert.equal(error?.message, proxyErrors[code as 'no_node'].text)
    assert.equal(ok, false)
  }
  const refused = await attempt('socks', portOf(await socksDoor(t, 0, { letIn: false })))
  assert.equal(refused.error?.code, 'bad_credentials')
})

test('[WEB28] over HTTP the trial says what the edge said', async t => {
  const door = await listening(t, createHttp())
  door.on('connect', (_asked, socket: Socket) =>
    socket.end(
      [
        'HTTP/1.1 503 x',
        'x-traffix-error: no_node',
        'proxy-status: edge-1; error=destination_unavailable; details="none in \\"zz\\""',
        'content-length: 0',
        '',
        '',
      ].join('\r\n'),
    ),
  )
  const { error } = await attempt('http', portOf(door))
  assert.deepEqual(error, { code: 'no_node', message: 'none in "zz"' })
})

test('[WEB28] an edge that is away, silent or breaks off is told apart, within the time given', async t => {
  const gone = await listening(t, createServer())
  const port = portOf(gone)
  gone.close()
  await once(gone, 'close')
  for (const door of ['http', 'socks'] as const) {
    assert.equal((await attempt(door, port)).error?.code, 'edge_unreachable', door)
    const sockets: Socket[] = []
    const silent = await listening(
      t,
      createServer(socket => void sockets.push(socket)),
    )
    assert.equal((await attempt(door, portOf(silent), 60)).error?.code, 'target_timeout', door)
    for (const socket of sockets) socket.destroy()
  }
  const broken = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhal'
  const { error } = await attempt('socks', portOf(await socksDoor(t, 0, { page: broken })))
  assert.equal(error?.code, 'node_lost')
  const whole = 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nyes'
  const done = await attempt('socks', portOf(await socksDoor(t, 0, { page: whole })))
  assert.deepEqual([done.ok, done.status, done.bytes, done.error], [true, 200, 3, null])
})
