import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { silentLog } from '#kit/log.ts'
import type { Role } from '#protocol/person.ts'
import { Limits } from '#protocol/limits.ts'
import { createFigures } from '../live/figures.ts'
import { createRows } from '../live/rows.ts'
import type { Ticker } from '../live/ticker.ts'
import { Connection, type SocketData } from './connection.ts'
import { createPump } from './pump.ts'
import { createTopicRegistry, type Sources } from './topics.ts'
import type { WebSocket } from '../uws.ts'

/** A registry with one topic of rows, whose ticks are pushed on by hand. */
function room() {
  let current = 0
  const publishers = new Set<(tick: number) => void>()
  const ticks = {
    get next() {
      return current + 1
    },
  }
  const rows = createRows<{ id: string; n: number }>(ticks)
  const source = {
    get changedAt() {
      return rows.changedAt
    },
    snapshot: () => ({ rows: [...rows.values()] }),
    changesSince: (tick: number) => rows.changesSince(tick),
  }
  const figures = createFigures()
  const pump = createPump({ figures, log: silentLog() })
  const ticker = { ticks, onPublish: (fn: (tick: number) => void) => void publishers.add(fn) } as Ticker
  const sources = { system: () => source, nodes: () => source } as Partial<Sources> as Sources
  const registry = createTopicRegistry({ sources, ticker, pump })
  figures.watch({ connections: () => 0, topics: () => registry.count })
  return {
    rows,
    registry,
    figures,
    /** A tick, and time for the pump to run dry. */
    async tick() {
      current++
      for (const publish of publishers) publish(current)
      await turn()
      await turn()
    },
  }
}

/** A connection over a wire that takes what it is told to take. */
function reader(role: Role, { registry, figures }: Pick<ReturnType<typeof room>, 'registry' | 'figures'>) {
  const inbox: any[] = []
  const frames: number[] = []
  const wire = { backlog: 0, drops: false }
  const ws = {
    send(bytes: Uint8Array) {
      if (wire.drops) return 2
      const said = JSON.parse(new TextDecoder().decode(bytes))
      const messages = Array.isArray(said) ? said : [said]
      frames.push(messages.length)
      inbox.push(...messages)
      return wire.backlog > 0 ? 0 : 1
    },
    getBufferedAmount: () => wire.backlog,
    cork: (work: () => void) => work(),
    end: () => {},
  }
  const peer = {
    id: 'ab12cd',
    session: 's',
    via: 'cookie' as const,
    me: { id: 'u', role, account: role === 'client' ? { id: 'a', name: 'a' } : null } as never,
    address: '::1',
    tokenExpiresAt: Infinity,
  }
  const connection = new Connection(peer, figures)
  connection.opened(ws as unknown as WebSocket<SocketData>)
  return {
    connection,
    wire,
    inbox,
    frames,
    async join(name: 'system' | 'nodes') {
      const { deliver } = await registry.join({ topic: name, name, id: null }, connection, undefined)
      deliver()
      await turn()
      await turn()
    },
    take: () => inbox.splice(0),
  }
}

test('[WS7] who may no longer hear a topic leaves it and is told, once', async () => {
  const here = room()
  const one = reader('operator', here)
  await one.join('system')
  one.take()
  here.registry.prune(one.connection)
  assert.deepEqual(one.take(), [], 'an operator may hear it')
  one.connection.become({ ...one.connection.me, role: 'client', account: { id: 'a', name: 'a' } })
  here.registry.prune(one.connection)
  here.registry.prune(one.connection)
  here.rows.set('x', { id: 'x', n: 1 })
  await here.tick()
  const said = one.take()
  assert.equal(said.length, 1)
  assert.equal(said[0].error.code, 'forbidden')
  assert.equal(said[0].topic, 'system', 'and which one it was')
  assert.equal(one.connection.topics.size, 0)
  assert.equal(here.registry.count, 0, 'a topic that nobody hears is not kept')
})

test('[WS14] who does not keep up is passed by, counted, and gets one delta of all that was missed', async () => {
  const here = room()
  const slow = reader('operator', here)
  const quick = reader('operator', here)
  here.rows.set('a', { id: 'a', n: 0 })
  here.rows.set('b', { id: 'b', n: 0 })
  for (const one of [slow, quick]) await one.join('system')
  assert.equal(slow.take()[0].snapshot.rows.length, 2)
  quick.take()

  // So much waits for the slow one that a frame is dropped, and more is not even offered.
  slow.wire.drops = true
  slow.wire.backlog = Limits.wsTelemetryBacklogBytes + 1
  for (let n = 1; n <= 5; n++) {
    here.rows.set('a', { id: 'a', n })
    if (n === 3) here.rows.delete('b')
    await here.tick()
    assert.deepEqual(
      quick.take().map(m => [m.seq, m.from, m.delta.set[0].n]),
      [[n, undefined, n]],
    )
  }
  assert.deepEqual(slow.take(), [])
  const { skipped, behind } = here.figures.read()
  assert.deepEqual({ skipped, behind }, { skipped: 5, behind: 1 })

  slow.wire.drops = false
  slow.wire.backlog = 0
  here.registry.drained(slow.connection)
  await turn()
  await turn()
  assert.deepEqual(slow.take(), [
    { topic: 'system', seq: 5, from: 0, delta: { set: [{ id: 'a', n: 5 }], gone: ['b'] } },
  ])
  assert.equal(here.figures.read().behind, 0)
  here.rows.set('a', { id: 'a', n: 6 })
  await here.tick()
  assert.deepEqual(slow.take(), quick.take(), 'and goes on with everybody')
})

test('[WS14] who missed more than is remembered gets the whole', async () => {
  const here = room()
  const slow = reader('operator', here)
  for (let n = 0; n < 1_500; n++) here.rows.set(`r${n}`, { id: `r${n}`, n })
  await slow.join('system')
  slow.take()
  slow.wire.backlog = Limits.wsTelemetryBacklogBytes + 1
  slow.wire.drops = true
  here.rows.set('r0', { id: 'r0', n: -1 })
  await here.tick()
  for (let n = 1; n < 1_500; n++) here.rows.delete(`r${n}`)
  await here.tick()
  slow.wire.backlog = 0
  slow.wire.drops = false
  here.registry.drained(slow.connection)
  await turn()
  await turn()
  const [whole, ...more] = slow.take()
  assert.deepEqual(more, [])
  assert.deepEqual(whole.snapshot, { rows: [{ id: 'r0', n: -1 }] })
})

test('[WS16] what is due at once to one reader goes out as one frame', async () => {
  const here = room()
  const readers = [1, 2, 3].map(() => reader('operator', here))
  for (const one of readers) {
    await one.join('system')
    await one.join('nodes')
    one.take()
    one.frames.length = 0
  }
  here.rows.set('a', { id: 'a', n: 1 })
  await here.tick()
  for (const one of readers.slice(1)) assert.deepEqual(one.frames, [2], 'an array of both')
  for (const one of readers)
    assert.deepEqual(
      one.take().map(m => [m.topic, m.seq]),
      [
        ['system', 1],
        ['nodes', 1],
      ],
    )
})
