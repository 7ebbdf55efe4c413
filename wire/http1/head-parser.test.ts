import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHeadParser } from './head-parser.ts'
import { HttpError, type HttpFault } from './http-error.ts'

const bounds = { maxBytes: 300, maxHeaders: 5 }
const bytes = (text: string) => Buffer.from(text, 'latin1')
const request = (text: string, step = text.length) =>
  parsed(createHeadParser({ ...bounds, kind: 'request' }), text, step)
const response = (text: string, step = text.length) =>
  parsed(createHeadParser({ ...bounds, kind: 'response' }), text, step)

function parsed<Head>(
  parser: { push(chunk: Uint8Array): { head: Head; rest: Buffer } | null; held: number },
  text: string,
  step: number,
): { head: Head; rest: string } {
  for (let at = 0; at < text.length; at += step) {
    const found = parser.push(bytes(text.slice(at, at + step)))
    assert.ok(parser.held <= bounds.maxBytes)
    if (found) return { head: found.head, rest: found.rest.toString('latin1') + text.slice(at + step) }
  }
  throw new Error('not whole')
}

const get = 'GET http://a.example/x?y HTTP/1.1\r\nHost: a.example\r\nX-a:\t v\xe9 v \t\r\nx-A:\r\n\r\n'

test('[WI10] a request comes as it was sent, however it is cut', () => {
  for (const step of [1, 2, 3, 7, 999]) {
    const { head, rest } = request(`${get}body`, step)
    assert.deepEqual([head.method, head.target, head.version], ['GET', 'http://a.example/x?y', '1.1'])
    assert.deepEqual(head.headers, [
      ['Host', 'a.example'],
      ['X-a', 'v\xe9 v'],
      ['x-A', ''],
    ])
    assert.deepEqual(head.all('x-a'), ['v\xe9 v', ''])
    assert.equal(head.get('x-a'), 'v\xe9 v, ')
    assert.equal(head.get('host'), 'a.example')
    assert.equal(head.get('none'), undefined)
    assert.equal(head.raw.toString('latin1'), get)
    assert.equal(rest, 'body')
  }
})

test('[WI10] a response comes as it was sent', () => {
  for (const [line, status, reason] of [
    ['HTTP/1.1 200 OK', 200, 'OK'],
    ['HTTP/1.0 404 Not  Found \xfc', 404, 'Not  Found \xfc'],
    ['HTTP/1.1 204 ', 204, ''],
    ['HTTP/1.1 204', 204, ''],
  ] as const) {
    const { head } = response(`${line}\r\nA: b\r\n\r\n`, 1)
    assert.deepEqual([head.status, head.reason, head.version], [status, reason, line.slice(5, 8)])
    assert.equal(head.raw.toString('latin1'), `${line}\r\nA: b\r\n\r\n`)
  }
})

test('[WI10] one parser reads one head after another, and an empty line too many between them', () => {
  const parser = createHeadParser({ ...bounds, kind: 'request' })
  let rest: Uint8Array = bytes(`${get}\r\nPOST / HTTP/1.0\r\n\r\n${get}`)
  const methods: string[] = []
  for (let found = parser.push(rest); found; found = parser.push(rest)) {
    methods.push(found.head.method)
    rest = found.rest
  }
  assert.deepEqual(methods, ['GET', 'POST', 'GET'])
  assert.equal(parser.held, 0)
})

const long = (count: number) => `GET / HTTP/1.1\r\n${'a: b\r\n'.repeat(count)}`

test('[WI11] what two programs could read differently is refused by name', () => {
  for (const [text, code] of [
    ['GET / HTTP/1.1\n', 'bare_newline'],
    ['GET / HTTP/1.1\r\na: b\n', 'bare_newline'],
    ['GET / HTTP/1.1\r\na: b\r\r\n', 'bare_newline'],
    ['GET / HTTP/1.1\r\na: b\rc: d\r\n', 'bare_newline'],
    ['GET / HTTP/1.1\r\na: b\0c', 'bad_byte'],
    ['GET / HTTP/1.1\r\na: b\x7f', 'bad_byte'],
    ['GET /\x0b HTTP/1.1', 'bad_byte'],
    ['GET / HTTP/1.1\r\na: b\r\n c\r\n\r\n', 'folded_header'],
    ['GET / HTTP/1.1\r\n a: b\r\n\r\n', 'folded_header'],
    ['GET / HTTP/1.1\r\na : b\r\n\r\n', 'bad_header'],
    ['GET / HTTP/1.1\r\n: b\r\n\r\n', 'bad_header'],
    ['GET / HTTP/1.1\r\nab\r\n\r\n', 'bad_header'],
    ['GET / HTTP/1.1\r\na\xe9: b\r\n\r\n', 'bad_header'],
    ['GET / HTTP/1.1\r\na(b): c\r\n\r\n', 'bad_header'],
    ['GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n', 'two_hosts'],
    ['GET  / HTTP/1.1\r\n\r\n', 'bad_line'],
    ['GET /a b HTTP/1.1\r\n\r\n', 'bad_line'],
    ['GET / HTTP/1.1 \r\n\r\n', 'bad_line'],
    [' GET / HTTP/1.1\r\n\r\n', 'bad_line'],
    ['GET\t/ HTTP/1.1\r\n\r\n', 'bad_line'],
    ['G(T / HTTP/1.1\r\n\r\n', 'bad_line'],
    ['GET /\r\n\r\n', 'bad_line'],
    ['GET / http/1.1\r\n\r\n', 'bad_line'],
    ['GET / HTTP/1.1x\r\n\r\n', 'bad_line'],
    ['\r\n\r\n', 'bad_line'],
    ['GET / HTTP/1.2\r\n\r\n', 'bad_version'],
    ['GET / HTTP/3.0\r\n\r\n', 'bad_version'],
    ['PRI * HTTP/2.0\r\n\r\n', 'http2'],
    ['\x16\x03', 'tls'],
    ['\x05\x01', 'socks'],
    ['\x04\x01', 'socks'],
  ] as [string, HttpFault][])
    for (const step of [1, 999]) assert.throws(() => request(text, step), fault(code), JSON.stringify(text))
})

test('[WI11] a response is read as strictly', () => {
  for (const [text, code] of [
    ['HTTP/1.1 200 OK\n', 'bare_newline'],
    ['\r\n', 'bad_line'],
    ['ICY 200 OK\r\n\r\n', 'bad_line'],
    ['HTTP/1.1 20 OK\r\n\r\n', 'bad_line'],
    ['HTTP/1.1 600 OK\r\n\r\n', 'bad_line'],
    ['HTTP/1.1  200 OK\r\n\r\n', 'bad_line'],
    ['HTTP/1.1 200 OK\r\na : b\r\n\r\n', 'bad_header'],
    ['HTTP/2.0 200 OK\r\n\r\n', 'bad_version'],
  ] as [string, HttpFault][])
    assert.throws(() => response(text, 1), fault(code), JSON.stringify(text))
})

test('[WI11] what is too large is refused when it is, not when it has ended', () => {
  assert.equal(request(`${long(5)}\r\n`).head.headers.length, 5)
  assert.throws(() => request(long(6), 1), fault('too_many_headers'))
  const head = `GET / HTTP/1.1\r\na: ${'x'.repeat(300 - 16 - 3 - 4)}\r\n\r\n`
  assert.equal(head.length, 300)
  assert.equal(request(`${head}rest`).rest, 'rest')
  for (const step of [1, 999]) {
    assert.throws(() => request(`GET /${'x'.repeat(400)}`, step), fault('head_too_large'))
    assert.throws(() => request(head.replace('a:', 'ab:'), step), fault('head_too_large'))
  }
})

test('[WI11] after a fault nothing is read and nothing is kept', () => {
  const parser = createHeadParser({ ...bounds, kind: 'request' })
  assert.throws(() => parser.push(bytes('GET / HTTP/1.1\n')), fault('bare_newline'))
  assert.throws(() => parser.push(bytes(get)), fault('bare_newline'))
  assert.equal(parser.held, 0)
})

const fault = (code: HttpFault) => (error: unknown) => {
  assert.ok(error instanceof HttpError, String(error))
  assert.equal(error.code, code)
  assert.ok(error.status >= 400)
  return true
}
