import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lines } from './testing/frames.ts'
import { listen } from './testing/heard.ts'
import { createPair, createSide, deliver, settle } from './testing/pair.ts'

const kib = 1024

test('[YX13] a full socket stops the streams; when it drains they go on in turn, a frame each', () => {
  const side = createSide('client', { queueBytes: 100, limits: { maxFrameBytes: 10, unsentHighBytes: 40 } })
  const streams = ['a', 'b', 'c'].map(letter => ({ letter, ...open(side) }))
  side.mux.ping().catch(() => {})
  side.out.length = 0
  streams[0]!.stream.write(Buffer.alloc(200, 'x')) // fills the queue; the rest waits
  side.out.length = 0
  for (const { letter, stream } of streams.slice(1)) {
    assert.equal(stream.write(Buffer.alloc(30, letter)), true)
    assert.equal(stream.write(Buffer.alloc(10, letter)), false)
  }
  assert.deepEqual(side.out, [])
  const heard = drain(side).map(it => it.at(-1))
  assert.deepEqual(heard.slice(0, 12).join(''), 'xbcxbcxbcxbc')
  assert.deepEqual(heard.slice(12).join(''), 'x'.repeat(heard.length - 12))
  assert.equal(streams[0]!.stream.unsent, 0)
  assert.deepEqual(
    streams.map(it => it.told),
    [['drain'], ['drain'], ['drain']],
  )
})

test('[YX13] who writes while another is told of room waits for its turn', () => {
  const side = createSide('client', { queueBytes: 100, limits: { maxFrameBytes: 10, unsentHighBytes: 20 } })
  const [eager, patient] = [open(side), open(side)]
  eager.stream.events.drain = () => eager.stream.write(Buffer.alloc(40, 'e'))
  side.out.length = 0
  eager.stream.write(Buffer.alloc(70, 'e')) // 50 fill the queue, 20 wait
  patient.stream.write(Buffer.alloc(60, 'p'))
  side.out.length = 0
  const letters = drain(side, 12)
    .map(it => it.at(-1))
    .join('')
  assert.ok(letters.startsWith('epepepepepep'), letters)
})

test('[YX13] streams that write whenever they are told of room do not deepen the stack', () => {
  const side = createSide('client', {
    queueBytes: 0,
    limits: { maxFrameBytes: 1, unsentHighBytes: 2 },
  })
  const streams = [open(side), open(side)]
  let left = 20_000
  for (const { stream } of streams) stream.events.drain = () => left-- > 0 && stream.write(Buffer.alloc(2))
  for (const { stream } of streams) stream.write(Buffer.alloc(3))
  side.queueBytes = Infinity
  side.mux.drained()
  assert.equal(left, -2)
})

test('[YX13] what is not data goes out even when the socket is full', () => {
  const side = createSide('client', { queueBytes: 1 })
  const { stream } = open(side)
  stream.write(Buffer.from('waits'))
  side.out.length = 0
  const other = open(side)
  other.stream.end()
  stream.reset()
  assert.deepEqual(lines(side.out), ['window syn 3 0', 'window fin 3 0', 'window rst 1 0'])
  side.out.length = 0
  side.mux.drained()
  assert.deepEqual(side.out, [], 'a stream that was reset says nothing more')
})

test('[YX14] a stream that is not read holds its window, and holds up no other', () => {
  const { client, server } = createPair()
  const stuck = client.mux.open()!
  const lively = client.mux.open()!
  settle(client, server)
  listen(server.accepted[0]!, { consume: false })
  const far = listen(server.accepted[1]!)
  for (let i = 0; i < 50; i++) {
    stuck.write(Buffer.alloc(32 * kib))
    lively.write(Buffer.alloc(32 * kib))
    settle(client, server)
  }
  assert.equal(server.accepted[0]!.received, 256 * kib)
  assert.equal(far.bytes, 50 * 32 * kib)
})

test('[YX13] the queue of a stream keeps the order, however it is cut', () => {
  const { client, server } = createPair({ client: { queueBytes: 50, limits: { maxFrameBytes: 7 } } })
  const near = client.mux.open()!
  settle(client, server)
  const far = listen(server.accepted[0]!)
  const words = Array.from({ length: 500 }, (_, i) => `${i} `)
  for (const word of words) {
    near.write(Buffer.from(word))
    if (word.startsWith('3')) deliver(client, server)
  }
  settle(client, server)
  assert.equal(far.text, words.join(''))
})

function open(side: ReturnType<typeof createSide>) {
  return listen(side.mux.open()!)
}

/** What comes out when the socket has room again and again, until nothing does. */
function drain(side: ReturnType<typeof createSide>, times = 100): string[] {
  const said: string[] = []
  for (let i = 0; i < times; i++) {
    side.mux.drained()
    if (side.out.length === 0) break
    said.push(...lines(side.out.splice(0)))
  }
  return said
}
