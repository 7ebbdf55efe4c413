import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keepsAlive, requestFraming, responseFraming, wantsUpgrade } from './framing.ts'
import { HttpError, type HttpFault } from './http-error.ts'
import { requestOf, responseOf } from './testing/heads.ts'

const post = 'POST / HTTP/1.1'
const none = { kind: 'none' }
const chunked = { kind: 'chunked' }
const fault = (code: HttpFault) => (error: unknown) => error instanceof HttpError && error.code === code

test('[WI12] a request has the body that it declares', () => {
  assert.deepEqual(requestFraming(requestOf(post)), none)
  assert.deepEqual(requestFraming(requestOf(post, 'Content-Length: 0')), { kind: 'length', bytes: 0 })
  assert.deepEqual(requestFraming(requestOf('GET / HTTP/1.0', 'content-length: 123')), {
    kind: 'length',
    bytes: 123,
  })
  assert.deepEqual(requestFraming(requestOf(post, 'Content-Length: 7', 'content-length: 7')), {
    kind: 'length',
    bytes: 7,
  })
  assert.deepEqual(requestFraming(requestOf(post, 'Transfer-Encoding: Chunked')), chunked)
  assert.deepEqual(
    requestFraming(requestOf(post, 'Transfer-Encoding: gzip', 'transfer-encoding: chunked')),
    chunked,
  )
  assert.deepEqual(requestFraming(requestOf('CONNECT a:1 HTTP/1.1', 'Content-Length: 0')), none)
})

test('[WI12] a length that two programs could read differently is refused', () => {
  for (const [code, ...headers] of [
    ['length_and_encoding', 'Content-Length: 5', 'Transfer-Encoding: chunked'],
    ['length_and_encoding', 'Transfer-Encoding: identity', 'Content-Length: 5'],
    ['bad_length', 'Content-Length: 5', 'Content-Length: 6'],
    ['bad_length', 'Content-Length: 5', 'Content-Length: 05'],
    ...['5, 5', '+5', '-5', '0x5', '5.0', '5 5', '', '1e3', '9999999999999999', '5;', '٥'].map(
      it => ['bad_length', `Content-Length: ${Buffer.from(it).toString('latin1')}`] as const,
    ),
    ...[
      'identity',
      'gzip',
      'chunked, gzip',
      'chunked, chunked',
      'xchunked',
      'chunked,',
      ',chunked',
      '',
      '"chunked"',
    ].map(it => ['bad_encoding', `Transfer-Encoding: ${it}`] as const),
    ...['chunked;q=1', 'chun ked', 'chunked\x85', '\xa0chunked'].map(
      it => ['bad_encoding', `Transfer-Encoding: ${it}`] as const,
    ),
    ['bad_encoding', 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
  ] as [HttpFault, ...string[]][])
    assert.throws(() => requestFraming(requestOf(post, ...headers)), fault(code), headers.join(' | '))
  const old = requestOf('POST / HTTP/1.0', 'Transfer-Encoding: chunked')
  assert.throws(() => requestFraming(old), fault('bad_encoding'))
  assert.throws(
    () => requestFraming(requestOf('CONNECT a:1 HTTP/1.1', 'Content-Length: 1')),
    fault('body_of_connect'),
  )
})

test('[WI12] a response ends as its request, its status and its head say', () => {
  const five = ['Content-Length: 5']
  const framing = (status: number, method: string, ...headers: string[]) =>
    responseFraming(responseOf(`HTTP/1.1 ${status} x`, ...headers), method)
  assert.deepEqual(framing(200, 'GET', ...five), { kind: 'length', bytes: 5 })
  assert.deepEqual(framing(200, 'HEAD', ...five), none)
  assert.deepEqual(framing(304, 'GET', ...five), none)
  assert.deepEqual(framing(204, 'GET'), none)
  assert.deepEqual(framing(100, 'POST'), none)
  assert.deepEqual(framing(103, 'GET'), none)
  assert.deepEqual(framing(101, 'GET'), { kind: 'upgrade' })
  assert.deepEqual(framing(200, 'CONNECT', ...five), { kind: 'upgrade' })
  assert.deepEqual(framing(407, 'CONNECT', ...five), { kind: 'length', bytes: 5 })
  assert.deepEqual(framing(200, 'GET'), { kind: 'close' })
  assert.deepEqual(framing(200, 'GET', 'Transfer-Encoding: gzip, chunked'), chunked)
  assert.deepEqual(framing(200, 'GET', 'Transfer-Encoding: gzip'), { kind: 'close' })
  assert.throws(
    () => framing(200, 'GET', ...five, 'Transfer-Encoding: chunked'),
    fault('length_and_encoding'),
  )
  assert.throws(() => framing(200, 'GET', 'Transfer-Encoding: chunked, gzip'), fault('bad_encoding'))
  assert.throws(() => framing(304, 'GET', 'Content-Length: x'), fault('bad_length'))
})

test('[WI12] whether the connection goes on is what the head says, or its version', () => {
  for (const [goesOn, line, ...headers] of [
    [true, 'GET / HTTP/1.1'],
    [false, 'GET / HTTP/1.0'],
    [false, 'GET / HTTP/1.1', 'Connection: TE, Close'],
    [true, 'GET / HTTP/1.0', 'Connection: keep-alive'],
    [true, 'GET / HTTP/1.0', 'Proxy-Connection: Keep-Alive'],
    [false, 'GET / HTTP/1.1', 'Proxy-Connection: close'],
    [false, 'GET / HTTP/1.1', 'Connection: keep-alive', 'Connection: close'],
  ] as [boolean, string, ...string[]][])
    assert.equal(keepsAlive(requestOf(line, ...headers)), goesOn, `${line} ${headers.join(' | ')}`)
})

test('[WI13] a switch of protocols is asked for by Connection and Upgrade together', () => {
  const upgrade = 'Upgrade: WebSocket'
  assert.equal(
    wantsUpgrade(requestOf('GET / HTTP/1.1', upgrade, 'Connection: keep-alive, Upgrade')),
    'websocket',
  )
  assert.equal(wantsUpgrade(requestOf('GET / HTTP/1.1', upgrade)), null)
  assert.equal(wantsUpgrade(requestOf('GET / HTTP/1.1', 'Connection: upgrade')), null)
  assert.equal(wantsUpgrade(requestOf('GET / HTTP/1.0', upgrade, 'Connection: upgrade')), null)
})
