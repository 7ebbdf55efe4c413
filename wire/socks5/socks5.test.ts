import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSocksClient, type SocksClientEvent } from './client.ts'
import { authReply, methodReply, reply } from './replies.ts'
import { createSocksServer, type SocksEvent } from './server.ts'

const both = { password: true, none: true }
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
/** The events of a server that gets these bytes in steps of so many. */
function served(bytes: Uint8Array, step = bytes.length, ways = both): SocksEvent[] {
  const server = createSocksServer(ways)
  const events: SocksEvent[] = []
  for (let at = 0; at < bytes.length && events.at(-1)?.kind !== 'request'; at += step) {
    events.push(...server.push(bytes.subarray(at, at + step)))
    assert.ok(server.held < 520)
  }
  return events
}

const everything = hex('05 02 00 02  01 03 616c63 02 7077  05 01 00 03 0b 6578616d706c652e636f6d 01bb')

test('[WI7] a greeting, a login and a request are read alike at once, byte by byte and in between', () => {
  const expected = [
    { kind: 'greeting', methods: [0, 2], method: 2 },
    { kind: 'auth', username: 'alc', password: 'pw' },
    { kind: 'request', command: 'connect', host: 'example.com', port: 443 },
  ]
  for (const step of [1, 2, 3, 5, everything.length]) {
    const events = served(everything, step).map(it => ({ ...it }))
    const last = events.at(-1)
    assert.ok(last?.kind === 'request')
    assert.equal(last.rest.length, 0)
    assert.deepEqual(
      events.map(it =>
        'rest' in it ? { kind: it.kind, command: it.command, host: it.host, port: it.port } : it,
      ),
      expected,
    )
  }
})

test('[WI7] what came behind the request is its early data', () => {
  const last = served(Buffer.concat([everything, Buffer.from('GET')])).at(-1)
  assert.ok(last?.kind === 'request')
  assert.equal(Buffer.from(last.rest).toString(), 'GET')
})

test('[WI7] targets are IPv4, IPv6 and names, commands are told apart', () => {
  for (const [request, command, host, port] of [
    ['05 01 00 01 7f000001 0050', 'connect', '127.0.0.1', 80],
    ['05 02 00 04 20010db8000000000000000000000001 ffff', 'bind', '2001:db8::1', 65_535],
    ['05 01 00 04 00000000000000000000ffff0a000001 0001', 'connect', '10.0.0.1', 1],
    ['05 03 00 03 00 0000', 'udp', '', 0],
    ['05 01 07 03 06 62c3bc2e6465 0050', 'connect', 'bü.de', 80],
  ] as const) {
    const [, event] = served(hex(`05 01 00 ${request}`))
    assert.ok(event?.kind === 'request')
    assert.deepEqual([event.command, event.host, event.port], [command, host, port])
  }
})

test('[WI7] the way in is a login where there is one, nothing where that is enough, else none', () => {
  for (const [offered, ways, method] of [
    ['05 02 00 02', both, 2],
    ['05 01 00', both, 0],
    ['05 02 02 00', { password: false, none: true }, 0],
    ['05 01 00', { password: true, none: false }, 0xff],
    ['05 03 01 03 80', both, 0xff],
    ['05 00', both, 0xff],
  ] as const) {
    const events = served(hex(offered + ' ffff'), 99, ways).slice(0, 1)
    assert.ok(events[0]?.kind === 'greeting')
    assert.equal(events[0].method, method)
  }
  assert.equal(served(hex('05 01 00 05 01'), 99, { password: true, none: false }).length, 1)
})

test('[WI7] empty and long names and passwords come as they are', () => {
  const long = 'ä'.repeat(127)
  for (const [username, password] of [
    ['', ''],
    [long, 'x'.repeat(255)],
  ] as const) {
    const parts = [username, password].flatMap(it => [Uint8Array.of(Buffer.byteLength(it)), Buffer.from(it)])
    const [, event] = served(Buffer.concat([hex('05 01 02 01'), ...parts]), 1)
    assert.deepEqual(event, { kind: 'auth', username, password })
  }
})

test('[WI8] what is not SOCKS5 is named at its first byte that says so', () => {
  for (const [bytes, code, answer] of [
    [hex('04'), 'socks4', null],
    [Buffer.from('C'), 'http', null],
    [Buffer.from('get '), 'http', null],
    [hex('16 03 01'), 'tls', null],
    [hex('00'), 'bad_version', null],
    [hex('05 01 02 05'), 'bad_auth', null],
    [hex('05 01 00 04'), 'bad_version', 1],
    [hex('05 01 00 05 f0'), 'bad_command', 7],
    [hex('05 01 00 05 01 00 02'), 'bad_address_type', 8],
  ] as const)
    for (const step of [1, 99]) {
      const last = served(bytes, step).at(-1)
      assert.ok(last?.kind === 'fault', code)
      assert.deepEqual([last.code, last.reply], [code, answer])
      assert.ok(last.message.length > 10)
    }
  const server = createSocksServer(both)
  server.push(hex('04'))
  assert.deepEqual(server.push(everything), [])
  assert.equal(server.held, 0)
})

test('[WI7] answers are as RFC 1928 and 1929 have them', () => {
  const shown = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  assert.equal(shown(methodReply(2)), '0502')
  assert.equal(shown(authReply(1)), '0101')
  assert.equal(shown(reply(5)), '05050001000000000000')
  assert.equal(
    shown(reply(0, { host: '2001:db8::1', port: 258 })),
    '0500000420010db80000000000000000000000010102',
  )
})

/** Both ends, each chunk cut into single bytes. */
function talk(login: { username: string; password: string } | undefined, accept: boolean, code: number) {
  const client = createSocksClient({ host: 'example.com', port: 443, ...(login && { login }) })
  const server = createSocksServer({ password: true, none: login === undefined })
  const heard: SocksClientEvent[] = []
  const asked: SocksEvent[] = []
  const bytewise = (bytes: Uint8Array, to: (byte: Uint8Array) => void) => {
    for (const byte of bytes) to(Uint8Array.of(byte))
  }
  const toClient = (bytes: Uint8Array) =>
    bytewise(bytes, byte => {
      for (const event of client.push(byte)) {
        heard.push(event)
        if (event.kind === 'send') toServer(event.bytes)
      }
    })
  const toServer = (bytes: Uint8Array) =>
    bytewise(bytes, byte => {
      for (const event of server.push(byte)) {
        asked.push(event)
        if (event.kind === 'greeting') toClient(methodReply(event.method))
        if (event.kind === 'auth') toClient(authReply(accept ? 0 : 1))
        if (event.kind === 'request') toClient(reply(code))
      }
    })
  toServer(client.hello)
  return { last: heard.at(-1), asked }
}

test('[WI9] client and server understand each other, with and without a login', () => {
  const login = { username: 'alice-country-uz', password: 's3crét' }
  for (const given of [login, undefined]) {
    const { last, asked } = talk(given, true, 0)
    assert.ok(last?.kind === 'connected')
    assert.deepEqual(last.bound, { host: '0.0.0.0', port: 0 })
    assert.deepEqual(
      asked.find(it => it.kind === 'auth'),
      given && { kind: 'auth', ...login },
    )
  }
})

test('[WI9] a client says where and with which code it was refused', () => {
  const login = { username: 'a', password: 'b' }
  const refusal = (event: SocksClientEvent | undefined) => event?.kind === 'failed' && [event.at, event.code]
  assert.deepEqual(refusal(talk(login, false, 0).last), ['auth', 1])
  assert.deepEqual(refusal(talk(login, true, 5).last), ['reply', 5])
  const ask = { host: '::1', port: 1 }
  assert.deepEqual(refusal(createSocksClient(ask).push(hex('05 ff'))[0]), ['method', 255])
  assert.deepEqual(refusal(createSocksClient(ask).push(hex('05 02'))[0]), ['method', 2])
  assert.deepEqual(refusal(createSocksClient(ask).push(Buffer.from('H'))[0]), ['format', 72])
  const [, connected] = createSocksClient(ask).push(Buffer.concat([methodReply(0), reply(0), hex('aa')]))
  assert.ok(connected?.kind === 'connected' && connected.rest[0] === 0xaa)
})
