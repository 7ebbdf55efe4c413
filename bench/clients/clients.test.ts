import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { basic, openThrough } from './door-client.ts'
import { runRequests } from './requests.ts'
import { loginOf, password, startScene } from './scene.ts'
import { startTargets } from './targets.ts'

const users = 16
const scene = await startScene({ users: users + 2, agentsAPlace: 1 })
after(() => scene.stop())
const targets = await startTargets(34)
after(() => targets.stop())

test('[CL1] target, customer and session count the same bytes over both doors, also of what is broken off', async t => {
  const seed = Date.now() % 1_000_000
  const { faults, ...run } = await runRequests(scene, targets, {
    ...{ requests: 200, seed, together: 12, users },
    say: text => t.diagnostic(text),
  })
  t.diagnostic(`seed ${seed}: ${JSON.stringify(run)}`)
  assert.deepEqual(faults, [], `seed ${seed}`)
  assert.ok(run.exact > 60 && run.exactCut > 8 && run.flights > 3, 'of each kind there are some')
  assert.deepEqual([run.client, run.session], [run.target, run.target])
})

/** What comes to this port, a connection after the other. */
function arriving(port: number): () => Promise<Socket> {
  const came: Socket[] = []
  const wanted: ((socket: Socket) => void)[] = []
  targets.expect(port, socket => {
    socket.on('error', () => {})
    const take = wanted.shift()
    if (take) take(socket)
    else came.push(socket)
  })
  return () => {
    const socket = came.shift()
    return socket ? Promise.resolve(socket) : new Promise(resolve => wanted.push(resolve))
  }
}
const firstOf = async (socket: Socket): Promise<string> => {
  const [part] = (await once(socket.resume(), 'data')) as [Buffer]
  return part.toString('latin1')
}

test('[CL2] a request that got no answer is asked once more, and no other one', async () => {
  const port = targets.ports[32]!
  const next = arriving(port)
  const client = connect(scene.port('http'), '127.0.0.1')
  const head = (method: string, path: string) =>
    `${method} http://127.0.0.1:${port}${path} HTTP/1.1\r\nHost: x\r\nProxy-Authorization: ${basic(loginOf(users), password)}\r\n`
  client.write(`${head('POST', '/order')}Content-Length: 3\r\n\r\none`)
  const first = await next()
  assert.match(await firstOf(first), /^POST \/order /)
  first.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
  await firstOf(client)
  client.write(`${head('GET', '/look')}\r\n`)
  assert.match(await firstOf(first), /^GET \/look /)
  first.resetAndDestroy()
  const second = await next()
  assert.match(await firstOf(second), /^GET \/look /)
  second.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nseen')
  assert.match(await firstOf(client), /seen$/)
  client.destroy()
})

test('[CL3] what a session says of its end is who broke it off, and not whom it was told to', async () => {
  const why = async (way: 'client' | 'target'): Promise<string> => {
    const port = targets.ports[33]!
    const next = arriving(port)
    const before = scene.records.length
    const { socket } = await openThrough({
      ...{ door: 'socks', port: scene.port('socks'), username: loginOf(users + 1), password },
      ...{ to: { host: '127.0.0.1', port }, early: Buffer.from('here') },
    })
    socket.on('error', () => {}).resume()
    const target = await next()
    await firstOf(target)
    ;(way === 'client' ? socket : target).resetAndDestroy()
    const records = await scene.hearEnded(before + 1, 10_000)
    return records.findLast(it => it.target === `127.0.0.1:${port}`)?.ended ?? 'not at all'
  }
  assert.equal(await why('client'), 'client_lost')
  assert.equal(await why('target'), 'target_lost')
})
