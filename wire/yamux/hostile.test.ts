import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ACK, DATA, FIN, GO_AWAY, PING, RST, SYN, WINDOW_UPDATE } from './frame.ts'
import { MuxError } from './mux-error.ts'
import { frame, lines } from './testing/frames.ts'
import { listen } from './testing/heard.ts'
import { createSide } from './testing/pair.ts'

const open = (id: number) => frame(WINDOW_UPDATE, SYN, id, 0)
const version1 = frame(DATA, 0, 0, 0)
version1[0] = 1

const faults: [what: string, frames: Buffer[]][] = [
  ['another version', [version1]],
  ['an unknown type', [frame(GO_AWAY + 1, 0, 0, 0)]],
  ['the stream of the session opened', [open(0)]],
  ['an id of our own', [open(2)]],
  ['an id that is open', [open(1), open(1)]],
  ['an id that was open', [open(1), frame(WINDOW_UPDATE, RST, 1, 0), open(1)]],
  ['an id long passed by', [open(10_001), open(1)]],
  ['data after the end', [open(1), frame(WINDOW_UPDATE, FIN, 1, 0), frame(DATA, 0, 1, 1, 'x')]],
  ['a window over 32 bits', [open(1), frame(WINDOW_UPDATE, 0, 1, 2 ** 32 - 1)]],
  ['data for a stream that never was', [frame(DATA, 0, 9, 1, 'x')]],
  ['data for no stream', [frame(DATA, 0, 0, 1, 'x')]],
]

for (const [what, frames] of faults)
  test(`[YX15] ${what} is a fault, however the bytes are cut`, () => {
    for (const size of [1, 5, 12, 100]) {
      const side = createSide('server')
      const bytes = Buffer.concat(frames)
      assert.throws(() => {
        for (let at = 0; at < bytes.length; at += size) side.mux.receive(bytes.subarray(at, at + size))
      }, MuxError)
      side.out.length = 0
      side.mux.fail()
      assert.deepEqual(lines(side.out), ['goAway 0 1'])
      assert.equal(side.mux.streams, 0)
    }
  })

test('[YX16] frames for streams that are gone are borne', () => {
  const side = createSide('server')
  for (const flags of [0, ACK, FIN, RST])
    for (const id of [0, 1, 2, 77]) side.mux.receive(frame(WINDOW_UPDATE, flags, id, flags === 0 ? 5_000 : 0))
  side.mux.receive(frame(DATA, 0, 1, 0))
  assert.deepEqual([side.out, side.mux.streams], [[], 0])
})

test('[YX16] after our reset what was on its way is dropped: as much as the windows allowed, and no more', () => {
  const side = createSide('server')
  side.mux.receive(open(1))
  side.mux.receive(open(3))
  const other = listen(side.accepted[1]!)
  side.mux.receive(frame(DATA, 0, 1, 6, 'abc')) // half of it
  side.accepted[0]!.reset()
  side.mux.receive(Buffer.from('def'))
  side.mux.receive(frame(DATA, 0, 3, 2, 'ok'))
  assert.equal(other.text, 'ok')
  const rest = 256 * 1024 - 6
  side.mux.receive(frame(DATA, 0, 1, rest, 'x'.repeat(rest)))
  side.mux.receive(frame(DATA, 0, 3, 1, '!'))
  assert.equal(other.text, 'ok!')
  assert.throws(() => side.mux.receive(frame(DATA, 0, 1, 1)), MuxError)
})

test('[YX16] a user who resets while being told loses nothing of the others', () => {
  const side = createSide('server', {
    onStream: stream => {
      const heard = listen(stream)
      all.push(heard)
      if (stream.id === 1) stream.events.data = () => stream.reset()
      if (stream.id === 3) stream.reset()
    },
  })
  const all: ReturnType<typeof listen>[] = []
  const frames = [1, 3, 5].map(id => frame(DATA, SYN | FIN, id, 4, 'data'))
  side.mux.receive(Buffer.concat(frames))
  assert.deepEqual(
    all.map(it => [it.text, it.told]),
    [
      ['', ['reset']],
      ['', ['reset']],
      ['data', ['end']],
    ],
  )
})

test('[YX17] who asks and does not read the answers is a fault', () => {
  for (const ask of [() => frame(PING, SYN, 0, 1), (i: number) => open(1 + 2 * i)]) {
    const side = createSide('server', { queueBytes: 1, limits: { maxStreams: 10 } })
    const flood = () => {
      for (let i = 0; i < 2_000; i++) side.mux.receive(ask(i))
    }
    assert.throws(flood, MuxError)
    assert.ok(side.out.length < 1_100)
    const reading = createSide('server', { queueBytes: 1, limits: { maxStreams: 10 } })
    for (let i = 0; i < 5_000; i++) {
      for (const it of [2 * i, 2 * i + 1]) reading.mux.receive(ask(it)) // the second one while it is full
      reading.out.length = 0
      reading.mux.drained()
    }
  }
})

test('[YX18] ids may overtake each other, as they do where threads open streams', () => {
  const side = createSide('server')
  for (const id of [5, 1, 9, 3, 7, 11]) side.mux.receive(open(id))
  assert.deepEqual(
    side.accepted.map(it => it.id),
    [5, 1, 9, 3, 7, 11],
  )
  assert.throws(() => side.mux.receive(open(3)), MuxError)
})

test('[YX18] a peer that leaps over ids costs no memory', () => {
  const side = createSide('server', { limits: { maxStreams: 3 } })
  side.mux.receive(open(2 ** 32 - 1))
  side.mux.receive(open(2 ** 32 - 3))
  assert.deepEqual(
    side.accepted.map(it => it.id),
    [2 ** 32 - 1, 2 ** 32 - 3],
  )
})

test('[YX19] streams over the limit are refused by reset, and may come when there is room', () => {
  const side = createSide('server', { limits: { maxStreams: 2 } })
  for (const id of [1, 3, 5]) side.mux.receive(open(id))
  side.mux.receive(frame(DATA, 0, 5, 5, 'early')) // sent before it could know
  assert.deepEqual(lines(side.out), ['window ack 1 0', 'window ack 3 0', 'window rst 5 0'])
  assert.equal(side.mux.open(), null)
  side.mux.receive(frame(WINDOW_UPDATE, RST, 1, 0))
  side.mux.receive(open(7))
  assert.deepEqual(
    side.accepted.map(it => it.id),
    [1, 3, 7],
  )
})

test('[YX19] no more than 256 streams wait for the peer’s word', () => {
  const side = createSide('server')
  const streams = Array.from({ length: 256 }, () => side.mux.open()!)
  assert.equal(side.mux.open(), null)
  side.mux.receive(frame(WINDOW_UPDATE, ACK, 2, 0))
  side.mux.receive(frame(WINDOW_UPDATE, RST, 4, 0))
  side.mux.receive(frame(DATA, 0, 6, 2, 'hi')) // never said ACK, but it answers
  streams[3]!.reset()
  for (let i = 0; i < 4; i++) assert.ok(side.mux.open())
  assert.equal(side.mux.open(), null)
})

test('[YX19] when the ids run out nothing opens', () => {
  const side = createSide('client', { firstId: 2 ** 32 - 5 })
  assert.deepEqual(
    [side.mux.open()?.id, side.mux.open()?.id, side.mux.open()],
    [2 ** 32 - 5, 2 ** 32 - 3, null],
  )
})
