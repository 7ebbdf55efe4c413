import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACK, DATA, FIN, GO_AWAY, PING, SYN, WINDOW_UPDATE } from './frame.ts'
import { frame, lines } from './testing/frames.ts'
import { listen } from './testing/heard.ts'
import { createPair, createSide, deliver, settle } from './testing/pair.ts'

test('[YX1] a stream carries bytes both ways, half-closes each way, and is gone when both sides said all', () => {
  const { client, server, near, far } = connected()
  near.stream.write(Buffer.from('question'))
  near.stream.end()
  settle(client, server)
  assert.equal(far.text, 'question')
  assert.deepEqual(far.told, ['end'])
  assert.equal(client.mux.streams + server.mux.streams, 2)
  far.stream.write(Buffer.from('answer'))
  far.stream.end()
  settle(client, server)
  assert.equal(near.text, 'answer')
  assert.deepEqual(near.told, ['end', 'done'])
  assert.deepEqual(far.told, ['end', 'done'])
  assert.equal(client.mux.streams + server.mux.streams, 0)
  assert.deepEqual([near.stream.written, near.stream.received], [8, 6])
})

test('[YX2] each flag goes in a frame of its own, as in HashiCorp’s library', () => {
  const { client, server } = createPair({
    server: { onStream: stream => stream.write(Buffer.from('hello')) },
  })
  const stream = client.mux.open()!
  stream.write(Buffer.from('hi'))
  stream.end()
  assert.deepEqual(lines(client.out), ['window syn 1 0', 'data 1 2 hi', 'window fin 1 0'])
  deliver(client, server)
  server.accepted[0]!.end()
  assert.deepEqual(lines(server.out), ['window ack 1 0', 'data 1 5 hello', 'window fin 1 0'])
})

test('[YX3] flags of others are taken in any frame: SYN, ACK and FIN with data', () => {
  const side = createSide('server', { onStream: stream => heard.push(listen(stream)) })
  const heard: ReturnType<typeof listen>[] = []
  side.mux.receive(frame(DATA, SYN | FIN, 1, 5, 'hello'))
  assert.equal(heard[0]!.text, 'hello')
  assert.deepEqual(heard[0]!.told, ['end'])
  const own = listen(side.mux.open()!)
  side.mux.receive(frame(DATA, ACK, 2, 3, 'yes'))
  side.mux.receive(frame(DATA, FIN, 2, 0))
  own.stream.end()
  assert.equal(own.text, 'yes')
  assert.deepEqual(own.told, ['end', 'done'])
})

test('[YX4] data is handed on in the pieces it comes in, without a copy', () => {
  const { client, server, near, far } = connected()
  near.stream.write(Buffer.alloc(64 * 1024, 'x'))
  const chunks: Uint8Array[] = []
  deliver(client, server, function* (bytes) {
    for (let at = 0; at < bytes.length; at += 16 * 1024) chunks.push(bytes.subarray(at, at + 16 * 1024))
    yield* chunks
  })
  assert.equal(far.bytes, 64 * 1024)
  assert.equal(far.chunks.length, chunks.length)
  for (const [i, piece] of far.chunks.entries()) assert.equal(piece.buffer, chunks[i]!.buffer)
  assert.equal(far.chunks[1], chunks[1])
})

test('[YX5] a reset closes both ends at once, whichever side it comes from', () => {
  for (const from of ['near', 'far'] as const) {
    const { client, server, near, far } = connected()
    near.stream.write(Buffer.alloc(300_000))
    const resetting = from === 'near' ? near : far
    resetting.stream.reset()
    assert.deepEqual(resetting.told, ['reset'])
    settle(client, server)
    assert.deepEqual([near.told.at(-1), far.told.at(-1)], ['reset', 'reset'])
    assert.equal(client.mux.streams + server.mux.streams, 0)
    // Whoever still holds it can do no harm.
    assert.equal(near.stream.write(Buffer.from('x')), false)
    near.stream.end()
    near.stream.reset()
    near.stream.consumed(1)
    assert.deepEqual([client.out, near.stream.unsent], [[], 0])
  }
})

test('[YX6] after go-away nobody opens streams, and those that run go on', () => {
  const { client, server, near, far } = connected()
  server.mux.goAway()
  server.mux.goAway()
  assert.deepEqual(lines(server.out), ['goAway 0 0'])
  client.mux.open()
  settle(client, server)
  assert.deepEqual(client.goAways, [0])
  assert.ok(client.mux.goingAway && server.mux.goingAway)
  assert.equal(client.mux.open(), null)
  assert.equal(server.mux.open(), null)
  assert.equal(server.accepted.length, 1, 'one that was on its way is refused')
  assert.equal(client.mux.streams, 1)
  near.stream.write(Buffer.from('still here'))
  settle(client, server)
  assert.equal(far.text, 'still here')
})

test('[YX7] when the connection ends every stream is lost, pings fail, and nothing opens', async () => {
  const { client, near } = connected()
  const ping = client.mux.ping()
  client.mux.ended()
  client.mux.ended()
  await assert.rejects(ping)
  await assert.rejects(client.mux.ping())
  assert.deepEqual(near.told, ['lost'])
  assert.equal(client.mux.open(), null)
  client.mux.receive(frame(DATA, 0, 1, 1, 'x'))
  assert.equal(near.bytes, 0)
})

test('[YX7] a stream’s user may end the connection in the middle of a chunk', () => {
  const { client, server, near, far } = connected()
  far.stream.events.data = () => server.mux.ended()
  near.stream.write(Buffer.from('x'))
  client.mux.open()
  deliver(client, server)
  assert.deepEqual(far.told, ['lost'])
  assert.equal(server.accepted.length, 1)
})

test('[YX8] a ping is answered with its value, and measures the round trip', async () => {
  let clock = 0
  const { client, server } = createPair({ client: { now: () => clock } })
  const pings = [client.mux.ping(), client.mux.ping()]
  assert.deepEqual(lines(client.out), ['ping syn 0 0', 'ping syn 0 1'])
  clock = 40
  deliver(client, server)
  assert.deepEqual(lines(server.out), ['ping ack 0 0', 'ping ack 0 1'])
  deliver(server, client)
  assert.deepEqual(await Promise.all(pings), [40, 40])
  assert.equal(client.mux.rttMs, 40)
  client.mux.receive(frame(PING, ACK, 0, 77)) // nobody asked
  server.mux.receive(frame(PING, SYN, 0, 2 ** 32 - 1))
  assert.deepEqual(lines(server.out), [`ping ack 0 ${2 ** 32 - 1}`])
})

test('[YX6] the reason of a go-away is told', () => {
  const side = createSide('client')
  side.mux.receive(frame(GO_AWAY, 0, 0, 2))
  assert.deepEqual(side.goAways, [2])
  side.mux.receive(frame(WINDOW_UPDATE, SYN, 2, 0))
  assert.equal(side.accepted.length, 1, 'it said only that we may not open')
})

function connected() {
  const { client, server } = createPair()
  const near = listen(client.mux.open()!)
  settle(client, server)
  return { client, server, near, far: listen(server.accepted[0]!) }
}
