import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { test, type TestContext } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { MuxStream } from './mux.ts'
import { MuxError } from './mux-error.ts'
import { type AttachOptions, attachMux, type MuxEnd } from './over-socket.ts'
import { frame, lines } from './testing/frames.ts'
import { listen } from './testing/heard.ts'
import { testLimits } from './testing/pair.ts'
import { createTlsPair } from './testing/tls-pair.ts'

const options = { limits: testLimits, queueHighBytes: 256 * 1024, keepAliveMs: 60_000, silentMs: 60_000 }
const kib = 1024

test('[YX23] over TLS: many streams at once, both ways, every byte and in order', async t => {
  const pair = await createTlsPair(t)
  const sizes = Array.from({ length: 20 }, (_, i) => i * 77_777)
  attachMux(pair.far, { ...options, role: 'server', onStream: echo })
  const { mux } = attachMux(pair.near, { ...options, role: 'client' })
  const returned = await Promise.all(sizes.map(size => exchange(mux.open()!, size)))
  for (const { sent, got } of returned) assert.equal(got, sent)
  assert.equal(mux.streams, 0)
  await mux.ping()
  assert.ok(mux.rttMs! >= 0)
})

test('[YX24] frames of one turn of the loop leave in one write, the next ones when that is through', async t => {
  const socket = fakeSocket(t)
  const { mux } = attachMux(socket, { ...options, role: 'client' })
  const [one, two] = [mux.open()!, mux.open()!]
  one.write(Buffer.from('a'))
  two.write(Buffer.from('b'))
  assert.deepEqual(socket.writes, [])
  await turn()
  assert.deepEqual(
    socket.writes.map(it => lines([it])),
    [['window syn 1 0', 'window syn 3 0', 'data 1 1 a', 'data 3 1 b']],
  )
  one.write(Buffer.from('c'))
  await turn()
  two.write(Buffer.from('d'))
  await turn()
  assert.equal(socket.writes.length, 1)
  socket.release()
  await turn()
  assert.deepEqual(lines(socket.writes.slice(1)), ['data 1 1 c', 'data 3 1 d'])
  assert.equal(socket.writes.length, 2)
})

test('[YX25] a socket that takes nothing makes the streams stop, and they go on when it does', async t => {
  const socket = fakeSocket(t)
  const attached = attachMux(socket, { ...options, role: 'client', queueHighBytes: 100 * kib })
  const streams = Array.from({ length: 10 }, () => listen(attached.mux.open()!))
  await turn()
  // Each may write its whole window; the socket's queue takes a frame more than its limit.
  for (const { stream } of streams) assert.equal(stream.write(Buffer.alloc(200 * kib, letter(stream))), false)
  assert.ok(attached.queued < 170 * kib, `${attached.queued}`)
  while (streams.some(it => it.stream.unsent > 0)) {
    socket.release()
    await turn()
    assert.ok(attached.queued < 170 * kib, `${attached.queued}`)
  }
  while (socket.release()) await turn()
  for (const { told } of streams) assert.deepEqual(told, ['drain'])
  const data = lines(socket.writes).filter(it => it.startsWith('data'))
  assert.equal(data.length, 10 * Math.ceil(200 / 64))
  for (const { stream } of streams) {
    const own = data.filter(it => it.startsWith(`data ${stream.id} `)).map(it => it.split(' ')[3])
    assert.ok(own.join('') === letter(stream).repeat(200 * kib), `stream ${stream.id}`)
  }
})

test('[YX26] a fault of the peer ends all streams, says go-away, and destroys the socket', async t => {
  const pair = await createTlsPair(t)
  const ends: MuxEnd[] = []
  const { mux } = attachMux(pair.near, { ...options, role: 'client', onEnded: end => ends.push(end) })
  const near = listen(mux.open()!)
  const said: Uint8Array[] = []
  pair.far.on('data', (chunk: Buffer) => said.push(chunk))
  pair.far.write(frame(9, 0, 0, 0))
  await once(pair.far, 'close')
  assert.deepEqual(near.told, ['lost'])
  assert.equal(ends.length, 1)
  assert.ok(ends[0]!.why === 'fault' && ends[0]!.error instanceof MuxError)
  assert.deepEqual(lines(said), ['window syn 1 0', 'goAway 0 1'])
})

test('[YX27] however the connection goes, its streams are lost and the reason is told once', async t => {
  const goings: [
    why: MuxEnd['why'],
    go: (near: Duplex, far: Duplex, attached: ReturnType<typeof attachMux>) => void,
  ][] = [
    ['left', (_, far) => far.end()],
    ['left', (_, far) => far.destroy()],
    ['closed', (_near, _far, attached) => attached.destroy()],
    ['closed', (_near, _far, attached) => attached.close()],
    ['fault', near => near.destroy(new Error('cable cut'))],
  ]
  for (const [why, go] of goings) {
    const pair = await createTlsPair(t)
    const ends: MuxEnd[] = []
    const attached = attachMux(pair.near, { ...options, role: 'client', onEnded: end => ends.push(end) })
    pair.far.resume()
    const near = listen(attached.mux.open()!)
    const closed = new Promise(resolve => pair.near.on('close', resolve))
    go(pair.near, pair.far, attached)
    await closed
    assert.deepEqual([ends.map(it => it.why), near.told], [[why], ['lost']])
  }
})

test('[YX27] a socket that was gone before is told like one that goes', async () => {
  const socket = new Duplex().destroy()
  await once(socket, 'close')
  assert.equal(await ended(socket, { ...options, role: 'client' }), 'left')
})

test('[YX27] a close sends what was queued before it', async t => {
  const pair = await createTlsPair(t)
  const { mux, close } = attachMux(pair.near, { ...options, role: 'client' })
  const said: Uint8Array[] = []
  pair.far.on('data', (chunk: Buffer) => said.push(chunk))
  mux.open()!.write(Buffer.alloc(1_000, 'x'))
  close(2)
  await once(pair.far, 'end')
  assert.deepEqual(
    lines(said).map(it => it.slice(0, 11)),
    ['window syn ', 'data 1 1000', 'goAway 0 2'],
  )
})

test('[YX28] a peer that is silent after a ping is given up; one that says anything is not', async t => {
  const quick = { ...options, keepAliveMs: 20, silentMs: 20 }
  const pair = await createTlsPair(t)
  const why = await ended(pair.near, { ...quick, role: 'client' })
  assert.equal(why, 'silent')
  assert.ok(pair.near.destroyed)

  const other = await createTlsPair(t)
  attachMux(other.far, { ...options, role: 'server' })
  const attached = attachMux(other.near, { ...quick, silentMs: 60_000, role: 'client' })
  let heard = 0
  await new Promise<void>(resolve => {
    other.near.on('data', () => {
      if (++heard === 4) resolve() // four answers, so three times it went on
    })
  })
  assert.equal(attached.mux.goingAway, false)
  attached.destroy()
})

test('[YX28] a close that the peer does not answer ends all the same', async t => {
  const socket = fakeSocket(t)
  const ends: MuxEnd[] = []
  const attached = attachMux(socket, {
    ...options,
    silentMs: 20,
    role: 'client',
    onEnded: end => ends.push(end),
  })
  attached.close()
  await once(socket, 'close')
  assert.deepEqual(ends, [{ why: 'closed' }])
})

function ended(socket: Duplex, o: AttachOptions): Promise<MuxEnd['why']> {
  return new Promise(resolve => attachMux(socket, { ...o, onEnded: end => resolve(end.why) }))
}

/** Gives back what it hears, as fast as it is taken. */
function echo(stream: MuxStream): void {
  let waiting = 0
  stream.events = {
    data(piece) {
      if (stream.write(piece)) stream.consumed(piece.length)
      else waiting += piece.length
    },
    drain() {
      stream.consumed(waiting)
      waiting = 0
    },
    end: () => stream.end(),
    closed() {},
  }
}

/** Sends pseudo-random bytes and takes in the answer; both as hashes. */
function exchange(stream: MuxStream, size: number): Promise<{ sent: string; got: string }> {
  const [sent, got] = [createHash('sha256'), createHash('sha256')]
  let left = size
  const more = () => {
    while (left > 0) {
      const chunk = Buffer.alloc(Math.min(left, 50_000), `${stream.id} ${left} `)
      sent.update(chunk)
      left -= chunk.length
      if (!stream.write(chunk) && left > 0) return
    }
    stream.end()
  }
  return new Promise((resolve, reject) => {
    stream.events = {
      data(piece) {
        got.update(piece)
        stream.consumed(piece.length)
      },
      end() {},
      drain: more,
      closed: why =>
        why === 'done'
          ? resolve({ sent: sent.digest('hex'), got: got.digest('hex') })
          : reject(new Error(why)),
    }
    more()
  })
}

const letter = (stream: MuxStream) => String.fromCharCode(65 + stream.id)

/** A socket whose writes end when the test says so; like the system's, it may read the bytes until then. */
function fakeSocket(t: TestContext) {
  let done: (() => void) | null = null
  const writes: Buffer[] = []
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, callback) {
      const index = writes.push(Buffer.from(chunk)) - 1
      done = () => {
        writes[index] = Buffer.from(chunk)
        callback()
      }
    },
  })
  t.after(() => socket.destroy())
  return Object.assign(socket, {
    writes,
    release() {
      const callback = done
      done = null
      callback?.()
      return callback !== null
    },
  })
}
