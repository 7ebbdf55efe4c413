import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { parseAllowList } from '#wire/addresses/lists.ts'
import type { StreamEvents } from '#wire/yamux/mux.ts'
import { createDial } from './dial/dial.ts'
import { createJudge } from './dial/judge.ts'
import { createNameServer } from './dial/resolve.ts'
import { Relay } from './relay.ts'
import { createTestAgent } from './testing/agent.ts'
import { createTestEdge } from './testing/edge.ts'
import { createTarget, echo } from './testing/target.ts'

async function carry(t: TestContext, onSocket: (socket: Socket) => void, o: { windowBytes?: number } = {}) {
  const edge = await createTestEdge(t, o)
  const target = await createTarget(t, onSocket)
  const agent = createTestAgent(t, edge)
  const device = await edge.device()
  const { answer, stream, heard } = await device.connect(target.text)
  assert.deepEqual(answer, { ok: true })
  return { agent, stream, heard }
}

test('[NA20] bytes go both ways as they are, and are counted', async t => {
  const { agent, stream, heard } = await carry(t, echo)
  const sent = randomBytes(3_000_000)
  let at = 0
  const more = () => {
    while (at < sent.length && stream.write(sent.subarray(at, (at += 50_000))));
  }
  stream.events = { ...stream.events, drain: more }
  more()
  assert.ok((await heard.atLeast(sent.length)).equals(sent))
  stream.end()
  assert.equal(await heard.closed, 'done')
  assert.equal(agent.view().monthBytes, 2 * sent.length)
  await agent.is(it => it.sessions === 0)
})

test('[NA21] either side may end first, and hear the other one on', async t => {
  const answers = await carry(t, socket => {
    const got: Buffer[] = []
    socket
      .on('data', chunk => got.push(chunk))
      .on('end', () => socket.end(Buffer.concat([...got, Buffer.from('!')])))
  })
  answers.stream.write(Buffer.from('question'))
  answers.stream.end()
  await answers.heard.ended
  assert.equal(String(answers.heard.bytes()), 'question!')
  assert.equal(await answers.heard.closed, 'done')

  const told = Promise.withResolvers<string>()
  const speaks = await carry(t, socket => {
    socket.end('hello')
    socket.once('data', chunk => told.resolve(String(chunk)))
  })
  await speaks.heard.ended
  assert.equal(String(speaks.heard.bytes()), 'hello')
  speaks.stream.write(Buffer.from('still there'))
  assert.equal(await told.promise, 'still there')
  speaks.stream.end()
  assert.equal(await speaks.heard.closed, 'done')
})

test('[NA22] a reset passes through either way: nobody takes it for the end of the data', async t => {
  const failed = Promise.withResolvers<Error>()
  const fromEdge = await carry(t, socket => socket.on('error', failed.resolve).resume())
  fromEdge.stream.reset()
  assert.equal(((await failed.promise) as NodeJS.ErrnoException).code, 'ECONNRESET')

  const fromTarget = await carry(t, socket => socket.once('data', () => socket.resetAndDestroy()))
  fromTarget.stream.write(Buffer.from('x'))
  assert.equal(await fromTarget.heard.closed, 'reset')
})

test('[NA22] a tunnel that is lost resets the connections it carried', async t => {
  const failed = Promise.withResolvers<Error>()
  const edge = await createTestEdge(t)
  const target = await createTarget(t, socket => socket.on('error', failed.resolve).resume())
  createTestAgent(t, edge)
  const device = await edge.device()
  await device.connect(target.text)
  device.kill()
  assert.equal(((await failed.promise) as NodeJS.ErrnoException).code, 'ECONNRESET')
})

test('[NA23] what a target said before it reset is heard to its end', async t => {
  const target = await createTarget(t, socket => {
    socket.end('all that it says')
    socket.once('data', () => socket.resetAndDestroy())
  })
  const judge = createJudge(parseAllowList('127.0.0.1'))
  const dialed = await createDial({ judge, resolve: createNameServer().resolve })(target.text).result
  assert.ok(dialed.ok)
  t.mock.timers.enable({ apis: ['setTimeout'] })
  // A stream whose edge does not take what it was given.
  const did: string[] = []
  const ended = Promise.withResolvers<void>()
  const stream = {
    id: 2,
    events: null as unknown as StreamEvents,
    unsent: 0,
    written: 0,
    received: 0,
    write: (chunk: Uint8Array) => (did.push(String(chunk)), (stream.unsent += chunk.length), true),
    end: () => (did.push('end'), ended.resolve()),
    reset: () => void did.push('reset'),
    consumed: () => {},
  }
  const relay = new Relay(stream, dialed.socket, { early: [], count() {}, ended() {} })
  await ended.promise
  // The kernel tells of the reset when it is written to the next time.
  while (!dialed.socket.destroyed) {
    relay.data(Buffer.from('more'))
    await new Promise(resolve => setImmediate(resolve))
  }
  t.mock.timers.tick(60_000)
  assert.deepEqual(did, ['all that it says', 'end'], 'whoever reads slowly still has it all')
  stream.unsent = 0
  t.mock.timers.tick(5_000)
  assert.deepEqual(did, ['all that it says', 'end', 'reset'])
})

test('[NA24] a target that does not read stops the edge, and one that is read slowly is not read ahead', async t => {
  let target: Socket | undefined
  const up = await carry(t, socket => (target = socket).pause())
  const chunk = Buffer.alloc(64 * 1024)
  let sent = 0
  while (up.stream.write(chunk)) sent += chunk.length
  // All there is room for: kernel buffers, the socket's queue, the window.
  let before = -1
  while (before !== up.stream.written) {
    before = up.stream.written
    while (up.stream.unsent < 64 * 1024) up.stream.write(chunk)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  const held = up.stream.written - target!.bytesRead
  assert.ok(held < 12e6, `${held} bytes are on their way to nobody`)
  assert.ok(up.stream.unsent > 0)
  target!.resume()
  await once(target!, 'data')
  while (up.stream.unsent > 0) await new Promise(resolve => setTimeout(resolve, 5))

  let source: Socket | undefined
  const down = await carry(t, socket => {
    source = socket
    socket.write(Buffer.alloc(40e6))
  })
  down.heard.reading(false)
  await down.heard.atLeast(200_000)
  let left = -1
  while (left !== source!.writableLength) {
    left = source!.writableLength
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  assert.ok(down.heard.bytes().length <= 256 * 1024, 'the window, and nothing more')
  assert.ok(left > 0, 'the target waits')
  down.heard.reading(true)
  await down.heard.atLeast(40e6)
})

test('[NA25] what comes before the answer is kept, and given to the target first', async t => {
  const edge = await createTestEdge(t)
  const target = await createTarget(t, echo)
  createTestAgent(t, edge)
  const device = await edge.device()
  const { stream, heard } = await device.connect(target.text, Buffer.from('early '))
  stream.write(Buffer.from('and late'))
  assert.equal(String(await heard.atLeast(14)), 'early and late')
})
