import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DATA, RST, SYN, WINDOW_UPDATE } from './frame.ts'
import { MuxError } from './mux-error.ts'
import { frame, lines } from './testing/frames.ts'
import { listen } from './testing/heard.ts'
import { createPair, createSide, deliver, settle, testLimits } from './testing/pair.ts'
import { nextWindowBytes, smoothRtt } from './window.ts'

const kib = 1024

test('[YX9] a sender stops at the window, and goes on when the reader handed on half of it', () => {
  const { client, server } = createPair()
  const near = listen(client.mux.open()!)
  assert.equal(near.stream.write(Buffer.alloc(300 * kib)), true, '44 KiB may wait')
  assert.equal(near.stream.write(Buffer.alloc(100 * kib)), false)
  settle(client, server)
  const far = listen(server.accepted[0]!, { consume: false })
  // What came before anyone listened was not heard, but counts.
  assert.equal(far.stream.received, 256 * kib)
  assert.equal(near.stream.unsent, 144 * kib)
  near.stream.write(Buffer.alloc(1))
  assert.deepEqual(client.out, [], 'not even an empty frame')
  far.stream.consumed(128 * kib - 1)
  assert.deepEqual(server.out, [])
  far.stream.consumed(1)
  assert.equal(lines(server.out)[0], `window 1 ${128 * kib}`)
  settle(client, server)
  assert.equal(near.stream.unsent, 16 * kib + 1)
  assert.deepEqual(near.told, ['drain'])
  far.stream.consumed(10 ** 9) // no more than it was given
  assert.deepEqual(lines(server.out), [`window 1 ${256 * kib}`])
  settle(client, server)
  assert.equal(near.stream.unsent, 0)
  assert.deepEqual([near.stream.written, far.stream.received], [400 * kib + 1, 400 * kib + 1])
})

test('[YX40] borrowed bytes that have to wait are copied', () => {
  const { client, server } = createPair({
    server: { onStream: stream => (stream.events = { ...stream.events, data: it => void pieces.push(it) }) },
  })
  const pieces: Uint8Array[] = []
  const stream = client.mux.open()!
  stream.write(Buffer.alloc(256 * kib, 'a'))
  const lent = Buffer.from('lent')
  stream.write(lent, true)
  stream.write(lent, true)
  lent.fill('x')
  settle(client, server)
  server.accepted[0]!.consumed(256 * kib)
  settle(client, server)
  assert.equal(
    Buffer.concat(pieces)
      .subarray(256 * kib)
      .toString(),
    'lentlent',
  )
})

test('[YX9] FIN waits for what was written before it', () => {
  const { client, server } = createPair({
    server: { onStream: stream => heard.push(listen(stream, { consume: false })) },
  })
  const heard: ReturnType<typeof listen>[] = []
  const near = listen(client.mux.open()!)
  near.stream.write(Buffer.alloc(300 * kib))
  near.stream.end()
  settle(client, server)
  assert.deepEqual(heard[0]!.told, [])
  heard[0]!.stream.consumed(256 * kib)
  settle(client, server)
  assert.deepEqual([heard[0]!.bytes, heard[0]!.told], [300 * kib, ['end']])
})

test('[YX10] more than the window is refused before it is waited for', () => {
  const side = createSide('server')
  side.mux.receive(frame(WINDOW_UPDATE, SYN, 1, 0))
  side.mux.receive(frame(DATA, 0, 1, 5, 'hello'))
  assert.throws(() => side.mux.receive(frame(DATA, 0, 1, 256 * kib - 4)), MuxError)
})

test('[YX10] a reset with data too large is refused like any', () => {
  const side = createSide('server')
  side.mux.receive(frame(WINDOW_UPDATE, SYN, 1, 0))
  assert.throws(() => side.mux.receive(frame(DATA, RST, 1, 2 ** 31)), MuxError)
})

test('[YX11] a larger window than every peer assumes is said at the start', () => {
  const limits = { windowBytes: 400 * kib }
  const { client, server } = createPair({ client: { limits }, server: { limits } })
  const near = client.mux.open()!
  near.write(Buffer.alloc(500 * kib))
  assert.equal(lines(client.out)[0], `window syn 1 ${144 * kib}`)
  deliver(client, server)
  assert.equal(lines(server.out)[0], `window ack 1 ${144 * kib}`)
  deliver(server, client)
  deliver(client, server)
  assert.equal(server.accepted[0]!.received, 400 * kib)
})

test('[YX12] a window that is read within two round trips doubles, up to its maximum, and never shrinks', () => {
  let clock = 0
  const now = () => clock
  const { client, server } = createPair({
    client: { now },
    server: { now, onStream: stream => void listen(stream) }, // hands everything on at once
  })
  const near = client.mux.open()!
  near.write(Buffer.alloc(20_000 * kib))
  /** There and back again; how much the reader got. */
  const roundTrip = (ms: number) => {
    const before = server.accepted[0]?.received ?? 0
    clock += ms / 2
    deliver(client, server)
    clock += ms / 2
    deliver(server, client)
    return (server.accepted[0]!.received - before) / kib
  }
  const quick = Array.from({ length: 10 }, () => roundTrip(100))
  assert.equal(quick[0], 256)
  assert.equal(quick.at(-1), testLimits.maxWindowBytes / kib, quick.join())
  assert.deepEqual(
    quick.toSorted((a, b) => a - b),
    quick,
  )
  const slow = Array.from({ length: 4 }, () => roundTrip(10_000))
  assert.equal(slow.at(-1), quick.at(-1))
})

test('[YX12] it comes to rest between two and four times what is on its way', () => {
  // 10 MB/s and 100 ms: 1 MB on its way.
  let sizeBytes = 256 * kib
  for (let i = 0; i < 100; i++) {
    const usedBytes = sizeBytes / 2
    const elapsedMs = Math.max(usedBytes / 10_000, (usedBytes / sizeBytes) * 100)
    sizeBytes = nextWindowBytes({ sizeBytes, maxBytes: 2 ** 30, usedBytes, elapsedMs, rttMs: 100 })
  }
  assert.ok(sizeBytes >= 2_000_000 && sizeBytes <= 4_000_000, `${sizeBytes}`)
  const narrow = { sizeBytes, maxBytes: 1, usedBytes: 10, elapsedMs: 0 }
  assert.equal(nextWindowBytes({ ...narrow, rttMs: 100 }), sizeBytes, 'a lower maximum takes nothing back')
  assert.equal(nextWindowBytes({ ...narrow, maxBytes: 2 ** 30, rttMs: null }), sizeBytes, 'unknown: as it is')
})

test('[YX8] a faster round trip counts at once, a slower one slowly', () => {
  assert.equal(smoothRtt(null, 80), 80)
  assert.equal(smoothRtt(80, 20), 20)
  assert.equal(smoothRtt(20, 100), 30)
})
