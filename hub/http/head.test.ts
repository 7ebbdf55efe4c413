import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { becomes } from '#bus/testing/becomes.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub()))
after(() => hub.stop())

/** HEAD and then GET on one connection, read as bytes: a client's parser would hide what is too much. */
async function headThenGet(path: string): Promise<string> {
  const socket = connect(Number(new URL(hub.url).port), '127.0.0.1')
  let text = ''
  socket.on('data', chunk => (text += String(chunk)))
  const until = async (end: string) => {
    while (!text.includes(end)) await once(socket, 'data')
  }
  socket.write(`HEAD ${path} HTTP/1.1\r\nhost: x\r\n\r\n`)
  await until('\r\n\r\n')
  const [head = ''] = text.split('\r\n', 1)
  socket.write('GET /health HTTP/1.1\r\nhost: x\r\n\r\n')
  await until('"uptimeS"')
  socket.destroy()
  const [, second = ''] = text.split('\r\n\r\n', 2)
  assert.match(second, /^HTTP\/1\.1 200 OK\r\n/, path)
  return head.replace('HTTP/1.1 ', '')
}

for (const [path, status] of [
  ['/health', '200 OK'],
  ['/ready', '200 OK'],
  ['/metrics', '200 OK'],
  ['/api/auth/me', '405 Method Not Allowed'],
  ['/api/nothing/here', '404 Not Found'],
  ['/gone.js', '404 Not Found'],
  ['/login', '503 Service Unavailable'], // the panels of a test hub are not built
] as const)
  test(`[RE10] HEAD ${path} is ${status} without a body, and its connection goes on`, async () => {
    assert.equal(await headThenGet(path), status)
  })

test('[RE10] HEAD /ready has the status of GET: 503 while something is away', async () => {
  await hub.redis.kill()
  await becomes(hub.bus, false)
  assert.equal(await headThenGet('/ready'), '503 Service Unavailable')
})
