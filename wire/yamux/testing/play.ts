import assert from 'node:assert/strict'
import type { Mux, MuxOptions, MuxStream } from '../mux.ts'
import { type Heard, listen } from './heard.ts'
import { createSide, type Side } from './pair.ts'
import { createRandom } from './random.ts'

/** What one end of one stream did and heard. */
type End = { heard: Heard; wrote: Buffer[]; finished: boolean; unread: number }
export type Story = {
  /** Whose end of which stream. */
  end: string
  wrote: Buffer
  heard: Buffer
  told: string[]
  wasReset: boolean
}

type Make = (o: MuxOptions) => Mux

export type Stage = {
  /** Streams are also reset. */
  resets: boolean
  /** After each move everything is delivered and read, so that every cast tells the same story. */
  inStep: boolean
}

/**
 * Plays random moves on a connection. At the end everything is read, finished and delivered, and each end of each
 * stream tells its story.
 */
export function play(seed: number, make: { client: Make; server: Make }, o: Stage): Story[] {
  const random = createRandom(seed)
  const cuts = createRandom(~seed)
  const ends = new Map<string, End>()
  const resets = new Set<number>()
  const queueBytes = random.oneOf([100, 40_000, 300_000, Infinity])
  let clock = 0
  const meet = (name: string) => (stream: MuxStream) => {
    const heard = listen(stream, { consume: false })
    const end: End = { heard, wrote: [], finished: false, unread: 0 }
    const { data } = stream.events
    stream.events.data = piece => {
      data(Buffer.from(piece))
      end.unread += piece.length
    }
    ends.set(`${name} ${stream.id}`, end)
  }
  const side = (role: 'client' | 'server') =>
    createSide(role, { queueBytes, now: () => clock, onStream: meet(role) }, make[role])
  const sides = { client: side('client'), server: side('server') }
  const roles = ['client', 'server'] as const

  const anyEnd = () => random.oneOf([...ends.values()])
  const moves: Record<string, (end: End) => void> = {
    write(end) {
      if (end.finished) return
      const chunk = Buffer.alloc(random.size(200_000), random.below(256))
      end.wrote.push(chunk)
      end.heard.stream.write(chunk)
    },
    read(end) {
      const bytes = random.below(end.unread + 1)
      end.unread -= bytes
      end.heard.stream.consumed(bytes)
    },
    finish(end) {
      if (!random.below(3)) finish(end)
    },
    reset(end) {
      if (!o.resets || random.below(4)) return
      resets.add(end.heard.stream.id)
      end.heard.stream.reset()
    },
    ping() {
      void sides[random.oneOf(roles)].mux.ping()
    },
  }
  const names = ['write', 'write', 'write', 'read', 'read', 'finish', 'reset', 'ping']
  for (let step = 0; step < 120; step++) {
    clock += random.below(20)
    const [what, name, role, part] = [
      random.below(4),
      random.oneOf(names),
      random.oneOf(roles),
      random.below(3),
    ]
    if (what === 0 && sides.client.mux.streams < 12) {
      const stream = sides[role].mux.open()
      if (stream) meet(role)(stream)
    } else if (what === 1) move(sides[role], sides[role === 'client' ? 'server' : 'client'], part)
    else if (ends.size > 0) moves[name]!(anyEnd())
    if (o.inStep) settle()
  }
  settle()
  for (const end of ends.values()) finish(end)
  settle()
  assert.equal(sides.client.mux.streams + sides.server.mux.streams, 0)
  return [...ends].map(([end, { heard, wrote }]) => ({
    end,
    wrote: Buffer.concat(wrote),
    heard: Buffer.concat(heard.chunks),
    told: heard.told.filter(it => it !== 'drain'),
    wasReset: resets.has(heard.stream.id),
  }))

  function settle() {
    for (;;) {
      for (const end of ends.values()) {
        end.heard.stream.consumed(end.unread)
        end.unread = 0
      }
      if (sides.client.out.length + sides.server.out.length === 0) return
      move(sides.client, sides.server, 2)
      move(sides.server, sides.client, 2)
    }
  }

  function finish(end: End) {
    end.finished = true
    end.heard.stream.end()
  }

  /** Delivers nothing, a part or all of what left. */
  function move(from: Side, to: Side, part: number) {
    const bytes = Buffer.concat(from.out.splice(0))
    const size = part === 2 ? bytes.length : Math.floor((bytes.length * part) / 3)
    if (size < bytes.length) from.out.push(bytes.subarray(size))
    else from.mux.drained()
    for (const piece of cuts.cut(bytes.subarray(0, size))) to.mux.receive(piece)
  }
}
