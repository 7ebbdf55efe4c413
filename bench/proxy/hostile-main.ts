import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, TLSSocket } from 'node:tls'
import { resetSocket } from '#kit/reset-socket.ts'
import { tunnelAlpn } from '#protocol/tunnel.ts'
import { createRandom, type Random } from '#wire/fuzz/random.ts'
import { mutated, pieces } from '#wire/fuzz/pieces.ts'
import { encodeControl } from '#wire/tunnel/frames.ts'
import { untilClosed } from './until-closed.ts'

/*
 * Everybody who means an edge no good, in a process of its own. Random and hostile bytes on all three doors, half-open
 * connections, heads that never end; from a seed. Ends by itself.
 */
export type Hostile = {
  ports: { socks: number; http: number; tunnel: number }
  seed: number
  seconds: number
  halfOpen: number
  together: number
}
export type Harm = { attacks: Record<string, number>; halfOpen: number; bytes: number }

type Attack = (random: Random, o: Hostile) => Promise<void>
const host = '127.0.0.1'
const harm: Harm = { attacks: {}, halfOpen: 0, bytes: 0 }

/** Says it in pieces, and leaves after a moment in one way or another, if it is not shown the door. */
async function say(random: Random, socket: Socket, bytes: Uint8Array): Promise<void> {
  const closed = untilClosed(socket.on('error', () => {}).resume())
  for (const piece of pieces(random, bytes)) {
    if (socket.destroyed) break
    harm.bytes += piece.length
    if (!socket.write(piece))
      await Promise.race([closed, new Promise(resolve => socket.once('drain', resolve))])
  }
  if (random.chance(3)) socket.end()
  const reset = !(socket instanceof TLSSocket) && random.chance(2)
  const late = setTimeout(() => (reset ? resetSocket(socket) : socket.destroy()), random.int(400))
  await closed
  clearTimeout(late)
}

const socksWords = Buffer.from(
  '\x05\x01\x02\x01\x05bench\x08password\x05\x01\x00\x03\x0bexample.com\x00\x50',
  'latin1',
)
const httpWords = [
  'GET http://example.com/ HTTP/1.1\r\nHost: example.com\r\nProxy-Authorization: Basic YTpi\r\n\r\n',
  'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n\x16\x03\x01',
  'POST http://example.com/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
].map(text => Buffer.from(text, 'latin1'))
const hello = {
  type: 'hello',
  publicKey: 'MCowBQYDK2VwAyEA',
  enrollment: 'NONE',
  signature: 'AAAA',
  agent: {},
}
const openStream = Buffer.from([0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0])

const overTls = (o: Hostile): Promise<Socket | null> =>
  new Promise(resolve => {
    const socket = connectTls({
      ...{ host, port: o.ports.tunnel, rejectUnauthorized: false, ALPNProtocols: [tunnelAlpn] },
      minVersion: 'TLSv1.3',
    })
    socket
      .on('error', () => {})
      .once('secureConnect', () => resolve(socket))
      .once('close', () => resolve(null))
  })

const attacks: Record<string, Attack> = {
  noise: (random, { ports }) =>
    say(random, connectTcp(random.pick(Object.values(ports)), host), random.bytes(random.int(5_000))),
  socks: (random, { ports }) => say(random, connectTcp(ports.socks, host), mutated(random, socksWords)),
  http: (random, { ports }) =>
    say(random, connectTcp(ports.http, host), mutated(random, random.pick(httpWords))),
  head: (random, { ports }) => {
    const endless = `GET http://example.com/ HTTP/1.1\r\n${random.chance(2) ? 'x'.repeat(1 << 20) : 'a: b\r\n'.repeat(170_000)}`
    return say(random, connectTcp(ports.http, host), Buffer.from(endless))
  },
  yamux: async (random, o) => {
    const socket = await overTls(o)
    if (socket)
      await say(
        random,
        socket,
        random.chance(2) ? random.bytes(random.int(3_000)) : mutated(random, openStream),
      )
  },
  control: async (random, o) => {
    const socket = await overTls(o)
    if (!socket) return
    const words = mutated(random, encodeControl(hello))
    const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])
    head.writeUInt32BE(words.length, 8)
    await say(random, socket, Buffer.concat([openStream, head, words]))
  },
}

async function attackUntil(end: number, random: Random, o: Hostile): Promise<void> {
  const names = Object.keys(attacks)
  while (performance.now() < end) {
    const name = random.pick(names)
    harm.attacks[name] = (harm.attacks[name] ?? 0) + 1
    await attacks[name]!(random, o)
  }
}

/** Says nothing, or half a word, for as long as it is let; then comes again. */
async function holdUntil(end: number, random: Random, o: Hostile): Promise<void> {
  while (performance.now() < end) {
    const socket = connectTcp(random.pick(Object.values(o.ports)), host, () => {
      harm.halfOpen++
      if (random.chance(2))
        socket.write(random.pick([Buffer.from([5]), Buffer.from('GE'), Buffer.from([0x16, 3])]))
    })
    const closed = untilClosed(socket.on('error', () => {}).resume())
    const late = setTimeout(() => socket.destroy(), Math.max(0, end - performance.now()))
    await closed
    clearTimeout(late)
  }
}

process.on('message', (o: Hostile) => {
  const random = createRandom(o.seed)
  const end = performance.now() + o.seconds * 1_000
  const holding = Array.from({ length: o.halfOpen }, () => holdUntil(end, random, o))
  const attacking = Array.from({ length: o.together }, () => attackUntil(end, random, o))
  void Promise.all([...holding, ...attacking]).then(() => process.send!(harm, () => process.exit(0)))
})
process.on('disconnect', () => process.exit(0))
