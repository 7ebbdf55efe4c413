import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectTarget, splitAbsolute } from './absolute.ts'
import { HttpError } from './http-error.ts'
import { rewriteRequestHead } from './rewrite.ts'
import { requestOf } from './testing/heads.ts'

test('[WI13] the absolute form says whom to ask and for what', () => {
  for (const [target, host, port, authority, path] of [
    ['http://A.example/x?y=/z', 'a.example', 80, 'a.example', '/x?y=/z'],
    ['HTTP://a.example', 'a.example', 80, 'a.example', '/'],
    ['http://a.example:80/', 'a.example', 80, 'a.example', '/'],
    ['http://a.example:8080?q', 'a.example', 8080, 'a.example:8080', '/?q'],
    ['ws://[2001:db8::1]:81/chat', '2001:db8::1', 81, '[2001:db8::1]:81', '/chat'],
    ['http://[::1]/', '::1', 80, '[::1]', '/'],
    [
      Buffer.from('http://bücher.de/ü').toString('latin1'),
      'xn--bcher-kva.de',
      80,
      'xn--bcher-kva.de',
      '/\xc3\xbc',
    ],
    ['http://a.example//b/../c', 'a.example', 80, 'a.example', '//b/../c'],
  ] as const) {
    const it = splitAbsolute(target)
    assert.ok(!('fault' in it), target)
    assert.deepEqual([it.host, it.port, it.authority, it.path], [host, port, authority, path])
  }
  const options = splitAbsolute('http://a.example', 'OPTIONS')
  assert.ok('path' in options && options.path === '*')
})

test('[WI13] what cannot be asked for is refused, and why', () => {
  for (const [target, why] of [
    ['/x', /asked by CONNECT/],
    ['*', /asked by CONNECT/],
    ['a.example:80', /asked by CONNECT/],
    ['http:/a.example', /asked by CONNECT/],
    ['https://a.example/', /CONNECT/],
    ['wss://a.example/', /CONNECT/],
    ['ftp://a.example/', /not carried/],
    ['http://user@a.example/', /user name/],
    ['http://good.example\\@a.example/', /user name/],
    ['http://a.example/#top', /fragment/],
    ['http:///x', /host is missing/],
    ['http://a.example:/', /not a port/],
    ['http://a.example\\x/', /letters/],
    ['http://2130706433/', /plain IPv4/],
    ['http://[fe80::1%25eth0]/', /zone/],
  ] as const) {
    const it = splitAbsolute(target)
    assert.match('fault' in it ? it.fault : 'taken', why, target)
  }
})

test('[WI13] CONNECT names its port', () => {
  assert.equal((connectTarget('a.example:443') as { text: string }).text, 'a.example:443')
  assert.ok('fault' in connectTarget('a.example'))
  assert.ok('fault' in connectTarget('http://a.example/'))
})

const rewritten = (line: string, ...headers: string[]) =>
  rewriteRequestHead(requestOf(line, ...headers), '/p', 'a.example')
    .toString('latin1')
    .split('\r\n')
    .slice(0, -2)

test('[WI13] the target gets the rest as it came, and nothing that was for the proxy', () => {
  assert.deepEqual(
    rewritten(
      'GET http://a.example/p HTTP/1.1',
      ...[
        'user-AGENT: x',
        'Host: other.example',
        'Proxy-Authorization: Basic YTpi',
        'Proxy-Connection: keep-alive',
      ],
      ...[
        'Connection: TE, X-Hop, keep-alive',
        'TE: trailers',
        'x-hop: 1',
        'Keep-Alive: 3',
        'Accept:  */*',
        'accept: \xe9',
      ],
      'Upgrade: h2c',
    ),
    [
      'GET /p HTTP/1.1',
      'Host: a.example',
      'user-AGENT: x',
      'Accept: */*',
      'accept: \xe9',
      'Connection: keep-alive',
    ],
  )
})

test('[WI13] whether the connection goes on is asked as the client asked', () => {
  const start = ['GET /p HTTP/1.0', 'Host: a.example']
  assert.deepEqual(rewritten('GET http://a.example/p HTTP/1.0'), start)
  assert.deepEqual(rewritten('GET http://a.example/p HTTP/1.0', 'Proxy-Connection: Keep-Alive'), [
    ...start,
    'Connection: keep-alive',
  ])
  assert.equal(
    rewritten('GET http://a/ HTTP/1.1', 'Connection: keep-alive, close').at(-1),
    'Connection: close',
  )
})

test('[WI13] a switch of protocols goes through', () => {
  const asked = ['Upgrade: websocket', 'Connection: keep-alive, Upgrade, x', 'X: 1', 'Sec-WebSocket-Key: k']
  assert.deepEqual(rewritten('GET ws://a.example/p HTTP/1.1', ...asked, 'Proxy-Authorization: Basic YTpi'), [
    'GET /p HTTP/1.1',
    'Host: a.example',
    ...asked,
  ])
})

test('[WI13] a length said twice is said once, and no connection takes the length away', () => {
  assert.deepEqual(rewritten('POST http://a/ HTTP/1.1', 'Content-Length: 3', 'content-length: 3').slice(2), [
    'Content-Length: 3',
  ])
  for (const name of ['Content-Length', 'transfer-encoding', 'Host'])
    assert.throws(
      () => rewritten('POST http://a/ HTTP/1.1', `Connection: close, ${name}`),
      (error: unknown) => error instanceof HttpError && error.code === 'bad_connection',
    )
})
