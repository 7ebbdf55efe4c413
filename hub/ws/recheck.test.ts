import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { silentLog } from '#kit/log.ts'
import type { Slots } from '#bus/slots.ts'
import type { Standing } from '../door/principals.ts'
import type { Connection } from './connection.ts'
import { createConnections, tickMs } from './connections.ts'
import { createRecheck } from './recheck.ts'

const operator = { role: 'operator' as const, account: null }
const standing = { me: operator } as Standing

function socketOf(session: string, user: string) {
  const socket = {
    id: session,
    open: true,
    session,
    me: { ...operator, id: user } as Standing['me'],
    turn: 0,
    tokenExpiresAt: Infinity,
    byes: [] as string[],
    pings: 0,
    beat: () => 0,
    become: (me: Standing['me']) => void (socket.me = me),
    pingIfDue: (isTurn: boolean) => void (socket.pings += Number(isTurn)),
    bye(reason: string) {
      socket.byes.push(reason)
      socket.open = false
    },
  }
  return { socket, connection: socket as unknown as Connection }
}

function connectionsOf(principals: object, up: boolean, timing: { pingMs: number; recheckMs: number }) {
  const slots = { release: async () => {}, stop: async () => {} } as unknown as Slots
  return createConnections({
    principals: { ...principals, onControl: () => () => true } as never,
    bus: { up, onChange: () => () => {} },
    users: slots,
    addresses: slots,
    onChanged: () => {},
    timing: { ...timing, idleMs: 60_000 },
    log: silentLog(),
  })
}

/** PostgreSQL answers a question when the test says so. */
function slowPrincipals() {
  const asked: { ids: string[]; answer(sessions: string[]): void; fail(): void }[] = []
  const words: string[] = []
  return {
    asked,
    words,
    recheck(ids: string[]) {
      const { promise, resolve, reject } = Promise.withResolvers<Map<string, Standing>>()
      asked.push({
        ids,
        answer: stand => resolve(new Map(stand.map(id => [id, standing]))),
        fail: () => reject(new Error('away')),
      })
      return promise
    },
    async whyGone(user: string) {
      words.push(user)
      if (user === 'unknown') throw new Error('away')
      return 'disabled' as const
    },
  }
}

test('[WS5] sockets that open while a question is under way share the next one', async () => {
  const principals = slowPrincipals()
  const recheck = createRecheck({ principals, onChanged: () => {}, log: silentLog() })
  const sockets = Array.from({ length: 10_000 }, (_, i) => socketOf(`s${i}`, `u${i}`).connection)
  for (const connection of sockets) recheck.look([connection])
  assert.deepEqual(principals.asked[0]?.ids, ['s0'])
  principals.asked[0].answer(['s0'])
  await turn()
  assert.equal(principals.asked.length, 2)
  assert.equal(principals.asked[1]?.ids.length, 9_999)
})

test('[WS7] only of somebody who stands as another than before the topics are looked at', async () => {
  const changed: string[] = []
  const recheck = createRecheck({
    principals: {
      recheck: async ids => new Map(ids.map(id => [id, stands.get(id)!])),
      whyGone: async () => 'revoked' as const,
    },
    onChanged: c => changed.push(c.session),
    log: silentLog(),
  })
  const account = { id: 'other', name: 'Other Ltd' }
  const stands = new Map<string, Standing>([
    ['same', standing],
    ['role', { me: { ...operator, role: 'client' } } as Standing],
    ['account', { me: { ...operator, account } } as Standing],
  ])
  const sockets = [...stands.keys()].map(session => socketOf(session, 'u'))
  recheck.look(sockets.map(s => s.connection))
  await turn()
  assert.deepEqual(changed, ['role', 'account'])
  assert.deepEqual(
    sockets.map(s => s.socket.me),
    [...stands.values()].map(it => it.me),
  )
})

test('[WS5] all sockets are asked about once a round, some at each beat of it', async () => {
  const asked: string[][] = []
  const principals = {
    recheck: async (ids: string[]) => (asked.push(ids), new Map(ids.map(id => [id, standing]))),
  }
  const connections = connectionsOf(principals, true, { pingMs: 25_000, recheckMs: 4 * tickMs })
  const sessions = Array.from({ length: 8 }, (_, i) => `s${i}`)
  for (const [i, session] of sessions.entries()) {
    const { socket, connection } = socketOf(session, 'u')
    socket.turn = i
    connections.add(connection)
    await turn()
  }
  // When they came: the first beat may have come in between.
  const atFirst = asked.splice(0).flat()
  assert.deepEqual([...new Set(atFirst)].toSorted(), sessions)
  while (asked.length < 4) await turn()
  assert.deepEqual(asked.slice(0, 4).flat().toSorted(), sessions)
  for (const ids of asked) assert.equal(ids.length, 2, 'some at each beat')
  await connections.leave()
})

test('[WS6] the sockets of a user who is gone are closed by one look-up, and also without an answer to it', async () => {
  const principals = slowPrincipals()
  const recheck = createRecheck({ principals, onChanged: () => {}, log: silentLog() })
  const some = [
    socketOf('stands', 'one'),
    socketOf('ended', 'two'),
    socketOf('ended-too', 'two'),
    socketOf('lost', 'unknown'),
  ]
  recheck.look(some.map(s => s.connection))
  principals.asked[0]?.answer(['stands'])
  await turn()
  assert.deepEqual(
    some.map(s => s.socket.byes.join()),
    ['', 'disabled', 'disabled', 'revoked'],
  )
  assert.deepEqual(principals.words, ['two', 'unknown'])
})

test('[WS6] what could not be asked is asked again', async () => {
  const principals = slowPrincipals()
  const recheck = createRecheck({ principals, onChanged: () => {}, log: silentLog() })
  const { connection } = socketOf('s', 'u')
  recheck.look([connection])
  principals.asked[0]?.fail()
  await turn()
  assert.ok(recheck.failed)
  recheck.look([connection])
  principals.asked[1]?.answer(['s'])
  await turn()
  assert.ok(!recheck.failed)
})

test(
  '[WS13] sockets are pinged on time while PostgreSQL hangs and Redis is away',
  { timeout: 60_000 },
  async () => {
    const principals = slowPrincipals()
    const connections = connectionsOf(principals, false, { pingMs: 1_000, recheckMs: 15_000 })
    const { socket, connection } = socketOf('s', 'u')
    connections.add(connection)
    while (socket.pings < 3) await turn()
    assert.equal(principals.asked.length, 1, 'one question, never answered')
    await connections.leave()
  },
)
