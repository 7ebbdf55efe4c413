import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { tryProxy } from './trial.ts'

/** An edge of which only the answer matters: what it says to each piece that comes. */
async function answering(
  t: { after(fn: () => void): void },
  ...answers: (Buffer | string)[]
): Promise<number> {
  const server = createServer((socket: Socket) => {
    const left = [...answers]
    socket
      .on('error', () => {})
      .on('data', () => {
        const next = left.shift()
        if (next !== undefined) socket.write(next)
        if (left.length === 0) socket.end()
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}
const via = (door: 'http' | 'socks', port: number) => ({
  ...{ edge: 'one', host: '127.0.0.1', port, username: 'ann', door },
})
const trial = async (door: 'http' | 'socks', port: number) => {
  const { ok, error } = await tryProxy({
    via: via(door, port),
    password: 'secret',
    url: 'http://target.example/',
  })
  return [ok, error?.code]
}

test('[PX7] a trial over SOCKS says which refusal it was', async t => {
  const replies = [
    'no_node',
    'forbidden_target',
    'target_unreachable',
    'target_unreachable',
    'target_refused',
    'target_timeout',
  ]
  for (const [i, code] of replies.entries()) {
    const refused = Buffer.from([5, i + 1, 0, 1, 0, 0, 0, 0, 0, 0])
    const port = await answering(t, Buffer.from([5, 2]), Buffer.from([1, 0]), refused)
    assert.deepEqual(await trial('socks', port), [false, code])
  }
  const wrong = await answering(t, Buffer.from([5, 2]), Buffer.from([1, 1]))
  assert.deepEqual(await trial('socks', wrong), [false, 'bad_credentials'])
})

test('[PX7] a trial over HTTP says what the edge said, and an edge that is away is told apart', async t => {
  const head =
    'HTTP/1.1 503 Service Unavailable\r\nX-Traffix-Error: no_node\r\nContent-Length: 0\r\nConnection: close\r\n'
  const port = await answering(
    t,
    `${head}Proxy-Status: traffix; error=proxy_internal_error; details="no \\"us\\" node"\r\n\r\n`,
  )
  const { error } = await tryProxy({
    via: via('http', port),
    password: 'secret',
    url: 'http://target.example/',
  })
  assert.deepEqual([error?.code, error?.message], ['no_node', 'no "us" node'])
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: nobody } = server.address() as AddressInfo
  server.close()
  assert.deepEqual(await trial('http', nobody), [false, 'edge_unreachable'])
  assert.deepEqual(await trial('socks', nobody), [false, 'edge_unreachable'])
})
