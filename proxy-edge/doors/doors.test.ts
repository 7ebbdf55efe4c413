import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttp, type IncomingHttpHeaders, request } from 'node:http'
import { type AddressInfo, connect, createServer } from 'node:net'
import { after, test } from 'node:test'
import { SocksClient } from 'socks'
import { WebSocket, WebSocketServer } from 'ws'
import { endedGroup, endedRecords } from '#bus/ended.ts'
import { eventually } from '#bus/testing/eventually.ts'
import type { SessionRecord } from '#protocol/session-record.ts'
import { answer } from '../testing/device.ts'
import { hashOf, newYork, noLimits, password, startEdge } from '../testing/edge.ts'

const s = await startEdge({ env: { EDGE_HOST: '127.0.0.1,::1' } })
after(() => s.stop())
await s.device()
await s.user({ login: 'ann' })

/** What the target has counted, in bytes of its sockets. */
const counted = { up: 0, down: 0 }
const web = createHttp((req, res) => {
  let body = 0
  req.on('data', (part: Buffer) => (body += part.length))
  req.on('end', () => {
    if (req.url === '/none') return res.writeHead(204).end()
    if (req.url === '/close') return res.writeHead(200, { connection: 'close' }).end('until the end')
    res.end(`${req.method} ${req.url} ${body} ${req.headers.host}`)
  })
})
web.on('connection', socket =>
  socket.on('close', () => {
    counted.up += socket.bytesRead ?? 0
    counted.down += socket.bytesWritten ?? 0
  }),
)
web.on('checkContinue', (req, res) => {
  res.writeContinue()
  web.emit('request', req, res)
})
new WebSocketServer({ server: web }).on('connection', ws =>
  ws.on('message', data => ws.send(data, { binary: false })),
)
web.listen(0, '127.0.0.1')
await once(web, 'listening')
after(() => web.close())
const { port } = web.address() as AddressInfo
const there = `http://127.0.0.1:${port}`
const basic = (name: string, secret = password) =>
  `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

type Got = { status: number; headers: IncomingHttpHeaders; body: string }
function fetched(
  url: string,
  o: {
    name?: string
    secret?: string
    method?: string
    body?: string
    host?: string
    headers?: Record<string, string>
  } = {},
): Promise<Got> {
  const { promise, resolve, reject } = Promise.withResolvers<Got>()
  const { host = '127.0.0.1', method = 'GET', name = 'ann', secret } = o
  const login = name === '' ? {} : { 'proxy-authorization': basic(name, secret) }
  const asked = request({
    host,
    port: s.edge.httpPort,
    method,
    path: url,
    agent: false,
    headers: { host: new URL(url).host, ...login, ...o.headers },
  })
  asked.on('response', res => {
    let body = ''
    res.setEncoding('utf8').on('data', (part: string) => (body += part))
    res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body }))
    res.on('error', reject)
  })
  asked.on('error', reject)
  asked.end(o.body)
  return promise
}
/** Bytes as they are, and all that comes back until the connection ends or `until` has come. */
function raw(at: number, text: string | Buffer, until?: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connect(at, '127.0.0.1', () => socket.write(text))
  let all = ''
  socket.setEncoding('latin1').on('data', (part: string) => {
    all += part
    if (until !== undefined && all.includes(until)) socket.destroy()
  })
  socket.on('error', () => {}).on('close', () => resolve(all))
  return promise
}
const socks = (
  userId: string,
  to: { host: string; port: number } = { host: '127.0.0.1', port },
  secret = password,
) =>
  SocksClient.createConnection({
    proxy: { host: '127.0.0.1', port: s.edge.socksPort, type: 5, userId, password: secret },
    command: 'connect',
    destination: to,
  }).then(({ socket }) => socket.on('error', () => {}))

test('[PD1] a request in absolute form reaches its target, on IPv4 and IPv6, with and without a body', async () => {
  assert.equal((await fetched(`${there}/a?b`)).body, `GET /a?b 0 127.0.0.1:${port}`)
  assert.equal((await fetched(`${there}/a`, { host: '::1' })).body, `GET /a 0 127.0.0.1:${port}`)
  const posted = await fetched(`${there}/p`, { method: 'POST', body: 'x'.repeat(100_000) })
  assert.equal(posted.body, `POST /p 100000 127.0.0.1:${port}`)
  assert.equal((await fetched(`${there}/none`)).status, 204)
  assert.equal((await fetched(`${there}/h`, { method: 'HEAD' })).body, '')
  assert.equal((await fetched(`${there}/close`)).body, 'until the end')
})

test('[PD1] several requests on one connection, also sent at once, are answered in order, each by its target', async () => {
  const get = (path: string, more = '') =>
    `GET ${there}${path} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${basic('ann')}\r\n${more}\r\n`
  const all = await raw(
    s.edge.httpPort,
    get('/1') + get('/2') + get('/3', 'Connection: close\r\n'),
    undefined,
  )
  const order = [...all.matchAll(/GET (\/\d)/g)].map(it => it[1])
  assert.deepEqual(order, ['/1', '/2', '/3'])
})

test('[PD1] 100-continue and WebSocket go through the absolute form', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const headers = {
    host: `127.0.0.1:${port}`,
    'proxy-authorization': basic('ann'),
    expect: '100-continue',
    'content-length': '5',
  }
  const asked = request({
    port: s.edge.httpPort,
    host: '127.0.0.1',
    method: 'PUT',
    path: `${there}/e`,
    agent: false,
    headers,
  })
  asked.on('continue', () => asked.end('hello'))
  asked.on('response', res => res.setEncoding('utf8').on('data', resolve))
  asked.flushHeaders()
  assert.match(await promise, /^PUT \/e 5 /)

  const ws = new WebSocket(`ws://127.0.0.1:${port}/`, {
    createConnection: () => connect(s.edge.httpPort, '127.0.0.1'),
    finishRequest(req) {
      req.path = `${there}/`
      req.setHeader('proxy-authorization', basic('ann'))
      req.end()
    },
  })
  await once(ws, 'open')
  ws.send('over and back')
  assert.equal(String((await once(ws, 'message'))[0]), 'over and back')
  ws.close()
  await once(ws, 'close')
})

test('[PD2] CONNECT and SOCKS5 carry whatever comes, also when it comes before the answer, and half-close', async t => {
  const echo = createServer({ allowHalfOpen: true }, socket =>
    socket.on('error', () => {}).pipe(socket),
  ).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  t.after(() => echo.close())
  const at = (echo.address() as AddressInfo).port
  const early = `CONNECT 127.0.0.1:${at} HTTP/1.1\r\nProxy-Authorization: ${basic('ann')}\r\n\r\nearly`
  const all = await raw(s.edge.httpPort, early, 'early')
  assert.match(
    all,
    /^HTTP\/1\.1 200 [^\r]*\r\nX-Traffix-Session: [0-9a-f-]{36}\r\nProxy-Status: traffix\r\n\r\nearly$/,
  )

  const socket = await socks('ann', { host: '127.0.0.1', port: at })
  let back = ''
  socket.on('data', (part: Buffer) => (back += part))
  socket.end('said, and no more')
  await once(socket, 'end')
  assert.equal(back, 'said, and no more')

  // A target that speaks first, in several frames right behind the node's answer, and has said all with it.
  const { device } = await s.device({
    place: { ...newYork, country: 'se' },
    handler(_, stream) {
      answer(stream, { ok: true })
      for (const word of ['220 ', 'mail', ' ready\r\n']) stream.write(Buffer.from(word))
      stream.end()
    },
  })
  const banner = `CONNECT mail.example:587 HTTP/1.1\r\nProxy-Authorization: ${basic('ann-country-se')}\r\n\r\n`
  assert.match(await raw(s.edge.httpPort, banner, 'ready\r\n'), /\r\n\r\n220 mail ready\r\n$/)
  const polite = await socks('ann-country-se', { host: 'mail.example', port: 587 })
  let said = ''
  polite.on('data', (part: Buffer) => (said += part))
  await once(polite, 'end')
  assert.equal(said, '220 mail ready\r\n')
  polite.end()
  await device.kill()

  const name = Buffer.from('ann')
  const hello = Buffer.concat([
    Buffer.from([5, 1, 2, 1, name.length]),
    name,
    Buffer.from([password.length]),
    Buffer.from(password),
    Buffer.from([5, 1, 0, 1, 127, 0, 0, 1, at >> 8, at & 255]),
    Buffer.from('all at once'),
  ])
  assert.match(await raw(s.edge.socksPort, hello, 'all at once'), /all at once$/)
})

test('[PD3] each refusal has its status, its code and its Proxy-Status', async () => {
  const refused = async (
    code: string,
    status: number,
    o: Parameters<typeof fetched>[1],
    url = `${there}/`,
  ) => {
    const got = await fetched(url, o)
    assert.deepEqual([got.headers['x-traffix-error'], got.status], [code, status])
    assert.match(String(got.headers['proxy-status']), /^traffix; error=[a-z_]+; details="[^"]+"/)
    assert.equal((JSON.parse(got.body) as { error: { code: string } }).error.code, code)
    return got
  }
  const login = await refused('bad_credentials', 407, { name: '' })
  assert.match(String(login.headers['proxy-authenticate']), /^Basic realm="traffix"/)
  await refused('bad_credentials', 407, { secret: 'wrong' })
  await refused('bad_parameter', 407, { name: 'ann-planet-mars' })
  await refused('no_node', 503, { name: 'ann-country-aq' })
  await refused('forbidden_target', 403, {}, 'http://10.0.0.1/')
  await refused('forbidden_target', 403, {}, 'http://127.0.0.1:25/'.replace('127.0.0.1', '192.0.2.1'))
  await refused('forbidden_target', 403, {}, 'http://localhost/')
  await refused('target_refused', 502, {}, 'http://127.0.0.1:1/')
  await s.knows(await s.user({ login: 'off', enabled: false }))
  await refused('suspended', 403, { name: 'off' })
  await s.knows(await s.user({ login: 'full', limits: { ...noLimits, maxConnections: 1 } }))
  const held = await socks('full')
  const limited = await refused('limit_reached', 429, { name: 'full' })
  assert.ok(Number(limited.headers['retry-after']) > 0)
  held.destroy()
  await s.put({ ...s.account, standing: 'no_balance' })
  await eventually(() => refused('no_balance', 402, {}).then(() => {}))
  await s.put({ ...s.account, standing: 'active' })
  await eventually(async () => assert.equal((await fetched(`${there}/`)).status, 200))
})

test('[PD3] what a node says of a target is told apart, over both doors', async () => {
  const said = {
    unreachable: [502, 4],
    timeout: [504, 6],
    dns: [502, 4],
    forbidden: [403, 2],
    overloaded: [503, 1],
  } as const
  const place = { country: 'no', city: null, lat: 0, lon: 0, asn: 9 }
  const { device } = await s.device({
    place,
    handler(target, stream) {
      const code = target.split('.')[0] as keyof typeof said
      answer(stream, { ok: false, code, message: `so it is ${code}` })
    },
  })
  for (const [code, [status, reply]] of Object.entries(said)) {
    const got = await fetched(`http://${code}.example/`, { name: 'ann-country-no' })
    assert.equal(got.status, status, code)
    const error = await socks('ann-country-no', { host: `${code}.example`, port: 80 }).catch(
      (err: Error) => err,
    )
    const words = ['', 'Failure', 'NotAllowed', '', 'HostUnreachable', '', 'TTLExpired'][reply]!
    assert.match((error as Error).message, new RegExp(words), code)
  }
  await device.kill()
})

test('[PD4] who comes from a listed address needs no password, and no name when one list only has it', async () => {
  const listed = await s.user({ login: 'listed', allowIps: ['127.0.0.0/8'] })
  await s.knows(listed)
  assert.equal((await fetched(`${there}/`, { name: 'listed', secret: '' })).status, 200)
  assert.equal((await fetched(`${there}/`, { name: 'listed-country-us', secret: 'anything' })).status, 200)
  assert.equal((await fetched(`${there}/`, { name: '' })).status, 200)
  const other = await s.user({ login: 'other', allowIps: ['127.0.0.1'] })
  await s.knows(other)
  assert.match((await fetched(`${there}/`, { name: '' })).body, /several logins/)
  await s.knows(await s.put({ ...other, gone: true }))
  await s.knows(await s.put({ ...listed, gone: true }))
})

test('[PD4] a pass of the panel is as good as the password, until its time', async () => {
  const it = await s.user({ login: 'pass' })
  const pass = {
    kind: 'pass',
    id: it.account,
    proxyUser: it.id,
    secret: hashOf('once'),
    until: Date.now() + 60_000,
  } as const
  await s.knows(await s.put(pass))
  assert.equal((await fetched(`${there}/`, { name: 'pass', secret: 'once' })).status, 200)
  await s.knows(await s.put({ ...pass, until: Date.now() - 1 }))
  assert.equal((await fetched(`${there}/`, { name: 'pass', secret: 'once' })).status, 407)
})

test('[PD5] what is no proxy request is answered in its own words, or not at all, and harms nobody', async () => {
  const http = (text: string | Buffer) => raw(s.edge.httpPort, text)
  assert.match(
    await http('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    /^HTTP\/1\.1 400 .*this is an HTTP proxy/s,
  )
  assert.match(await http('\x16\x03\x01\x02\x00\x01\x00\x01'), /^HTTP\/1\.1 400 .*TLS/s)
  assert.match(await http(Buffer.from([5, 1, 0])), /SOCKS/)
  assert.match(
    await http(
      `GET https://a.example/ HTTP/1.1\r\nConnection: close\r\nProxy-Authorization: ${basic('ann')}\r\n\r\n`,
    ),
    /CONNECT/,
  )
  assert.match(await http(`GET ${there}/ HTTP/1.1\r\n${'X: '.padEnd(1_000_000, 'y')}`), /^HTTP\/1\.1 431 /)
  const smuggled = `POST ${there}/ HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${basic('ann')}\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
  assert.match(await http(smuggled), /^HTTP\/1\.1 400 /)
  // Refused ones that come at once are each refused, and nobody is left waiting.
  const twice = 'GET http://a.example/ HTTP/1.1\r\nHost: a.example\r\n\r\n'.repeat(2)
  assert.equal(
    (await raw(s.edge.httpPort, `${twice}GET / HTTP/1.1\r\nConnection: close\r\n\r\n`)).split('HTTP/1.1 ')
      .length,
    4,
  )
  assert.equal(await raw(s.edge.socksPort, 'GET / HTTP/1.1\r\n\r\n'), '')
  assert.equal(await raw(s.edge.socksPort, Buffer.from([4, 1, 0, 80, 1, 1, 1, 1, 0])), '')
  assert.equal((await raw(s.edge.socksPort, Buffer.from([5, 1, 0]))).charCodeAt(1), 0xff)
  for (let i = 0; i < 20; i++) {
    const noise = Buffer.from(Array.from({ length: 400 }, (_, n) => (n * 7 + i * 131) % 256))
    await Promise.all([http(Buffer.concat([noise, Buffer.from('\r\n\r\n')])), raw(s.edge.socksPort, noise)])
  }
  assert.equal((await fetched(`${there}/`)).status, 200)
})

test('[PD6] many wrong passwords of an address are answered ever later; a right one still is at once', async () => {
  const tries = await Promise.all(
    Array.from({ length: 14 }, () => fetched(`${there}/`, { secret: 'guess' }).then(() => performance.now())),
  )
  assert.equal((await fetched(`${there}/`)).status, 200)
  assert.ok(Math.max(...tries) - Math.min(...tries) > 100, 'the last ones had to wait')
})

test('[PD7] target, customer and session count the same bytes, in both directions, also of what was broken off', async t => {
  await endedGroup.join(s.hub)
  const reader = s.hub.blocking()
  t.after(() => reader.close())
  const ended: SessionRecord[] = []
  const endOf = async (login: string, count: number) => {
    await eventually(async () => {
      const entries = await endedGroup.read(reader, 'test', 1)
      ended.push(...entries.flatMap(it => endedRecords(it.text)))
      await endedGroup.done(
        s.hub,
        entries.map(it => it.id),
      )
      assert.equal(ended.filter(it => it.login === login).length, count)
    })
    return ended.filter(it => it.login === login)
  }
  const got = { up: 0, down: 0 }
  const target = createServer(socket => {
    socket.on('data', part => (got.up += part.length)).on('error', () => {})
    socket.write(Buffer.alloc(300_000))
  }).listen(0, '127.0.0.1')
  await once(target, 'listening')
  t.after(() => target.close())
  await s.knows(await s.user({ login: 'count' }))
  for (let i = 0; i < 4; i++) {
    const socket = await socks('count', { host: '127.0.0.1', port: (target.address() as AddressInfo).port })
    let down = 0
    const whole = new Promise<void>(resolve =>
      socket.on('data', part => (down += part.length) === 300_000 && resolve()),
    )
    socket.write(Buffer.alloc(100_000 + i))
    await whole
    await eventually(async () => assert.equal(got.up, 100_000 * (i + 1) + (i * (i + 1)) / 2))
    got.down += down
    if (i % 2 === 0) socket.resetAndDestroy()
    else socket.end()
  }
  const records = await endOf('count', 4)
  const sum = (key: 'up' | 'down') => records.reduce((all, it) => all + it[key], 0)
  assert.deepEqual([sum('up'), sum('down')], [got.up, got.down])
})

test('[PD8] of a customer who does not read little is held, and others on the same node go on', async t => {
  let sent = 0
  const flood = createServer(socket => {
    const more = (): void => {
      while (sent < 50_000_000 && socket.write(Buffer.alloc(64 * 1024), () => {})) sent += 64 * 1024
    }
    socket.on('drain', more).on('error', () => {})
    more()
  }).listen(0, '127.0.0.1')
  await once(flood, 'listening')
  t.after(() => flood.close())
  const stopped = connect(s.edge.httpPort, '127.0.0.1')
  t.after(() => stopped.destroy())
  stopped.write(
    `CONNECT 127.0.0.1:${(flood.address() as AddressInfo).port} HTTP/1.1\r\nProxy-Authorization: ${basic('ann')}\r\n\r\n`,
  )
  stopped.pause()
  for (let i = 0; i < 20; i++) assert.equal((await fetched(`${there}/${i}`)).status, 200)
  // What the kernels and the window take, and no more: the target could not go on.
  let before = -1
  await eventually(async () => {
    const was = before
    before = sent
    assert.equal(was, sent)
  })
  assert.ok(sent < 30_000_000, `${sent} bytes were taken for somebody who reads nothing`)
})
