import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mutated, pieces } from '../fuzz/pieces.ts'
import type { Random } from '../fuzz/random.ts'
import { rounds } from '../fuzz/testing/rounds.ts'
import { createSocksClient } from './client.ts'
import { encodeEnd, reply } from './replies.ts'
import { createSocksServer, type SocksEvent } from './server.ts'
import { slowServer } from './testing/slow-server.ts'

test('[WI15] what a SOCKS client sends, cut and broken at random', t =>
  rounds(t, { count: 4_000 }, random => {
    const ways = { password: random.chance(2), none: random.chance(2) }
    const sent = random.chance(3) ? conversation(random) : mutated(random, conversation(random))
    const server = createSocksServer(ways)
    const events: SocksEvent[] = []
    const later: Uint8Array[] = []
    for (const piece of pieces(random, sent)) {
      if (events.at(-1)?.kind === 'request') later.push(piece)
      else events.push(...server.push(piece))
      assert.ok(server.held < 520)
    }
    assert.deepEqual(
      events.map(it => lineOf(it, later)),
      slowServer(sent, ways),
    )
  }))

test('[WI15] what a SOCKS server answers, cut and broken at random', t =>
  rounds(t, { count: 2_000 }, random => {
    const answers = Buffer.concat([
      ...[Uint8Array.of(5, 2), Uint8Array.of(1, 0)],
      ...[
        reply(random.pick([0, 0, 0, 5]), { host: hostOf(random), port: random.int(65_536) }),
        random.bytes(random.int(5)),
      ],
    ])
    const sent = random.chance(3) ? answers : mutated(random, answers)
    const heard = (list: Uint8Array[]) => {
      const client = createSocksClient({
        host: 'a.example',
        port: 1,
        login: { username: 'u', password: 'p' },
      })
      const events: unknown[] = []
      const rest: Uint8Array[] = []
      let connected = false
      for (const piece of list) {
        if (connected) rest.push(piece)
        else
          for (const event of client.push(piece)) {
            connected ||= event.kind === 'connected'
            if ('rest' in event) rest.push(event.rest)
            events.push({ ...event, rest: undefined })
          }
        assert.ok(client.held < 520)
      }
      return { events, rest: Buffer.concat(rest) }
    }
    assert.deepEqual(heard(pieces(random, sent)), heard([sent]))
  }))

function lineOf(event: SocksEvent, later: Uint8Array[]): string {
  switch (event.kind) {
    case 'greeting':
      return `greeting ${event.methods.join()} ${event.method}`
    case 'auth':
      return `auth ${JSON.stringify([event.username, event.password])}`
    case 'request': {
      const rest = Buffer.concat([event.rest, ...later]).toString('hex')
      return `request ${event.command} ${JSON.stringify(event.host)} ${event.port} ${rest}`
    }
    case 'fault':
      return `fault ${event.code}`
  }
}

const hostOf = (random: Random) =>
  random.pick([
    '',
    'a.example',
    'ü.example',
    'x'.repeat(255),
    '127.0.0.1',
    '::1',
    '2001:db8::5',
    '::ffff:10.0.0.1',
  ])

function conversation(random: Random): Buffer {
  const methods = Array.from({ length: random.int(5) }, () => random.pick([0, 1, 2, 2, 3, 0x80]))
  const [name, password] = [random.bytes(random.int(256)), random.bytes(random.int(12))]
  const login = [Uint8Array.of(1, name.length), name, Uint8Array.of(password.length), password]
  return Buffer.concat([
    Uint8Array.of(5, methods.length, ...methods),
    ...(random.chance(4) ? [] : login),
    Uint8Array.of(5, 1 + random.int(4), 0),
    encodeEnd(hostOf(random), random.int(65_536)),
    random.bytes(random.int(6)),
  ])
}
