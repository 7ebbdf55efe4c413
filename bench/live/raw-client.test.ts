import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, test } from 'node:test'
import { type WebSocket, WebSocketServer } from 'ws'
import { clientFrame, createFrameReader, Opcode } from './frames.ts'
import { openRaw, RefusedUpgrade, type RawSocket } from './raw-client.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

async function startServer(options: ConstructorParameters<typeof WebSocketServer>[0] = {}) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', ...options })
  stops.push(() => server.close())
  await once(server, 'listening')
  return { server, port: (server.address() as AddressInfo).port }
}

/** One of ours and its other end. */
async function openPair() {
  const { server, port } = await startServer()
  const heard: string[] = []
  let wake = () => {}
  const closed = Promise.withResolvers<[number, string]>()
  const met = once(server, 'connection') as Promise<[WebSocket]>
  const socket = await openRaw(
    { port, path: '/' },
    {
      text(payload) {
        heard.push(payload.toString())
        wake()
      },
      closed: (code, reason) => closed.resolve([code, reason]),
    },
  )
  stops.push(() => socket.cut())
  const [peer] = await met
  stops.push(() => peer.terminate())
  const count = async (n: number) => {
    while (heard.length < n) await new Promise<void>(resolve => (wake = resolve))
  }
  return { socket, peer, heard, count, closed: closed.promise }
}

test('[BE1] texts of every kind of length arrive as they were sent, and are counted', async () => {
  const { socket, peer, heard, count } = await openPair()
  const texts = [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000].map(n => 'ä'.repeat(n).slice(0, n))
  for (const text of texts) peer.send(text)
  await count(texts.length)
  assert.deepEqual(heard, texts)
  assert.equal(socket.messages, texts.length)
  assert.equal(socket.bytes, Buffer.byteLength(texts.join('')))
})

test('[BE1] what it says arrives, and a ping is answered with its own bytes', async () => {
  const { socket, peer } = await openPair()
  for (const text of ['', 'short', 'long'.repeat(1_000)]) {
    const said = once(peer, 'message') as Promise<[Buffer]>
    socket.send(text)
    assert.equal((await said)[0].toString(), text)
  }
  const pong = once(peer, 'pong') as Promise<[Buffer]>
  peer.ping('are you there')
  assert.equal((await pong)[0].toString(), 'are you there')
})

test('[BE1] a close tells its number and its word, and is answered', async () => {
  const { socket, peer, closed } = await openPair()
  const gone = once(peer, 'close') as Promise<[number]>
  peer.close(4000, 'the server is restarting')
  assert.deepEqual(await closed, [4000, 'the server is restarting'])
  assert.equal((await gone)[0], 4000)
  assert.equal(socket.open, false)
})

test('[BE1] a connection that is cut is told as 1006', async () => {
  const { peer, closed } = await openPair()
  peer.terminate()
  assert.deepEqual(await closed, [1006, ''])
})

test('[BE1] one that stops reading lets the other side pile up, and misses nothing when it goes on', async () => {
  const { socket, peer, heard, count } = await openPair()
  const wire = (peer as unknown as { _socket: Socket })._socket
  socket.pause()
  let sent = 0
  while (wire.writableLength < 1_000_000) {
    peer.send(`${sent++}`.padEnd(50_000))
    await new Promise(setImmediate)
  }
  const before = heard.length
  assert.ok(before < sent)
  socket.resume()
  await count(sent)
  assert.deepEqual(
    heard.map(text => Number(text)),
    Array.from({ length: sent }, (_, i) => i),
  )
})

test('[BE1] an upgrade that is refused says with which status', async () => {
  const { port } = await startServer({ verifyClient: (_, answer) => answer(false, 429, 'Too Many') })
  await assert.rejects(
    openRaw({ port, path: '/' }, {}),
    error => error instanceof RefusedUpgrade && error.status === 429,
  )
})

test('[BE1] what is said together with the answer to the upgrade is heard', async () => {
  const { server, port } = await startServer()
  // Corked: the 101 and the first frame leave in one write.
  server.on('headers', (_, request) => request.socket.cork())
  server.on('connection', (ws, request) => {
    ws.send('first')
    request.socket.uncork()
  })
  const heard = Promise.withResolvers<[string, RawSocket]>()
  const socket = await openRaw(
    { port, path: '/' },
    { text: (payload, from) => heard.resolve([payload.toString(), from]) },
  )
  stops.push(() => socket.cut())
  assert.deepEqual(await heard.promise, ['first', socket])
})

test('[BE1] frames are the same however the stream is cut into chunks', () => {
  const texts = ['', 'a', 'b'.repeat(125), 'c'.repeat(126), 'd'.repeat(70_000), 'e']
  const stream = Buffer.concat(texts.map(serverFrame))
  const cuts = [1, 2, 3, 5, 9, 10, 11, 127, 128, 129, 4_096, 65_536, stream.length]
  for (const size of cuts) {
    const read: string[] = []
    const feed = createFrameReader(
      { frame: (opcode, payload) => void (opcode === Opcode.text && read.push(payload.toString())) },
      1_000_000,
    )
    // Each chunk lies in the same memory, as it does in a buffer that all sockets share.
    const lent = Buffer.alloc(size)
    for (let at = 0; at < stream.length; at += size) {
      feed(lent.subarray(0, stream.copy(lent, 0, at, at + size)))
    }
    assert.deepEqual(read, texts, `in chunks of ${size}`)
  }
})

test('[BE1] a length over the limit is refused before anything of it is kept', () => {
  const feed = createFrameReader({ frame: () => assert.fail('not whole') }, 1_000)
  assert.throws(() => feed(serverFrame('x'.repeat(1_001)).subarray(0, 4)), /1001 bytes/)
})

/** As `clientFrame`, without the mask. */
function serverFrame(text: string): Buffer {
  const payload = Buffer.from(text)
  if (payload.length > 65_535) {
    const head = Buffer.from([0x81, 127, 0, 0, 0, 0, 0, 0, 0, 0])
    head.writeBigUInt64BE(BigInt(payload.length), 2)
    return Buffer.concat([head, payload])
  }
  const masked = clientFrame(Opcode.text, payload)
  const headBytes = payload.length < 126 ? 2 : 4
  masked[1]! &= 127
  return Buffer.concat([masked.subarray(0, headBytes), payload])
}
