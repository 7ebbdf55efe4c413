import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { Bye } from '#protocol/bye.ts'
import { listener, liveClients, until } from '../testing/live-client.ts'
import type { ScriptedHub } from '../testing/scripted-hub.ts'
import { createLive, type Hints, type Live } from './live.ts'
import type { LiveError } from './live-error.ts'

const { setUp } = liveClients()

async function subscribed(hub: ScriptedHub, live: Live) {
  const ear = listener()
  const leave = live.subscribe('system', ear.on)
  live.start()
  const visitor = await hub.visitor()
  const command = await visitor.command()
  visitor.say({ re: command.id, ok: {} })
  visitor.say({ topic: 'system', epoch: 'e1', seq: 7, snapshot: 'all' })
  await ear.count(1)
  return { ear, visitor, leave, command }
}

test('[LIVE1] every command gets its own answer, also out of order and in one frame', async () => {
  const { hub, live } = await setUp()
  live.start()
  const visitor = await hub.visitor()
  await until(live, s => s.phase === 'open')
  const first = live.send({ do: 'ping' })
  const second = live.send({ do: 'subscribe', topic: 'nothing' })
  const [a, b] = [await visitor.command(), await visitor.command()]
  visitor.say({ re: b.id, error: { code: 'unknown_topic', message: 'no' } }, { re: a.id, ok: { at: 1 } })
  assert.deepEqual(await first, { at: 1 })
  await assert.rejects(second, (error: LiveError) => error.code === 'unknown_topic')
})

test('[LIVE1] a command whose connection is lost is refused, not left waiting', async () => {
  const { hub, live } = await setUp()
  live.start()
  const visitor = await hub.visitor()
  await until(live, s => s.phase === 'open')
  const asked = live.send({ do: 'ping' })
  await visitor.command()
  visitor.cut()
  await assert.rejects(asked, (error: LiveError) => error.code === 'lost')
  await assert.rejects(createLiveAway().send({ do: 'ping' }), (error: LiveError) => error.code === 'lost')
})

test('[LIVE1] what is said to a socket that is closing goes nowhere, and is refused as lost', async () => {
  let socket: WebSocket | undefined
  const { hub, live } = await setUp({
    open: (url, protocols) => (socket = new WebSocket(url, protocols)),
    timing: { baseMs: 60_000, maxMs: 60_000 },
  })
  live.start()
  await hub.visitor()
  await until(live, s => s.phase === 'open')
  const sent: unknown[] = []
  socket!.send = (text: unknown) => void sent.push(text)
  socket!.close()
  await assert.rejects(live.send({ do: 'ping' }), (error: LiveError) => error.code === 'lost')
  assert.deepEqual(sent, [])
})

const createLiveAway = () =>
  createLive({
    url: 'ws://127.0.0.1:1',
    open: () => assert.fail('not started'),
    auth: { ready: async () => true, remainingMs: () => 0, renew: async () => true },
  })

test('[LIVE2] a lost connection comes back and begins telemetry anew', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor } = await subscribed(hub, live)
  visitor.say({ topic: 'system', seq: 8, delta: 'a' })
  await ear.count(2)
  visitor.cut()
  const again = await hub.visitor()
  const command = await again.command()
  assert.deepEqual({ ...command, id: 0 }, { do: 'subscribe', id: 0, topic: 'system' })
  // What is not told from a snapshot on is of no use: it goes on from something else.
  again.say({ topic: 'system', seq: 9, delta: 'before it' })
  again.say({ topic: 'system', epoch: 'e1', seq: 8, snapshot: 'all again' })
  await ear.count(3)
  assert.deepEqual(ear.told[2], ['snapshot', 'all again'])
  assert.equal(live.topicState('system')?.phase, 'current')
})

test('[LIVE2] while the hub is away the topic is stale and the next attempt is known', async () => {
  const { hub, live } = await setUp()
  await subscribed(hub, live)
  await hub.die()
  const state = await until(live, s => s.phase === 'waiting' && s.failures > 2)
  assert.equal(typeof state.retryAt, 'number')
  assert.equal(live.topicState('system')?.phase, 'stale')
  await hub.rise()
  await hub.visitor()
  await until(live, s => s.phase === 'open')
})

test('[LIVE3] a hole in the numbers asks for the state anew and takes nothing until it is there', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor } = await subscribed(hub, live)
  visitor.say({ topic: 'system', seq: 9, delta: 'after a hole' })
  assert.equal((await visitor.command()).do, 'unsubscribe')
  const command = await visitor.command()
  assert.equal(command.do, 'subscribe')
  assert.equal('since' in command, false)
  visitor.say({ topic: 'system', seq: 10, delta: 'still before the state' })
  visitor.say({ topic: 'system', epoch: 'e1', seq: 10, snapshot: 'whole' })
  visitor.say({ topic: 'system', seq: 11, delta: 'next' })
  await ear.count(3)
  assert.deepEqual(ear.told, [
    ['snapshot', 'all'],
    ['snapshot', 'whole'],
    ['delta', 'next'],
  ])
})

test('[LIVE3] what was heard before is not heard twice, and a merged delta is no hole', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor } = await subscribed(hub, live)
  visitor.say(
    { topic: 'system', seq: 7, delta: 'old' },
    { topic: 'system', seq: 12, from: 7, delta: 'merged' },
    { topic: 'system', seq: 13, delta: 'next' },
  )
  await ear.count(3)
  assert.deepEqual(ear.told.slice(1), [
    ['delta', 'merged'],
    ['delta', 'next'],
  ])
})

test('[LIVE4] many listeners are one subscription, left with the last of them', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor, leave } = await subscribed(hub, live)
  const second = listener()
  const leaveSecond = live.subscribe('system', second.on)
  // The second came after the state: it is asked for once more, for both.
  assert.equal((await visitor.command()).do, 'unsubscribe')
  assert.equal((await visitor.command()).do, 'subscribe')
  visitor.say({ topic: 'system', epoch: 'e1', seq: 9, snapshot: 'for both' })
  await second.count(1)
  await ear.count(2)
  leave()
  leave()
  visitor.say({ topic: 'system', seq: 10, delta: 'for one' })
  await second.count(2)
  assert.equal(ear.told.length, 2)
  leaveSecond()
  assert.deepEqual({ ...(await visitor.command()), id: 0 }, { do: 'unsubscribe', id: 0, topic: 'system' })
})

for (const reason of ['restart', 'slow'] as const) {
  test(`[LIVE5] after "${Bye[reason].text}" the page comes back`, async () => {
    const { hub, live } = await setUp()
    live.start()
    const visitor = await hub.visitor()
    await until(live, s => s.phase === 'open')
    visitor.say({ bye: { ...Bye[reason], retryAfterMs: 1 } })
    visitor.close(Bye[reason].code)
    await hub.visitor()
    assert.equal((await until(live, s => s.phase === 'open')).bye, null)
  })
}

for (const reason of ['revoked', 'disabled', 'protocol', 'flood'] as const) {
  test(`[LIVE5] after "${Bye[reason].text}" the page stops and says why`, async () => {
    const { hub, live } = await setUp()
    live.start()
    const visitor = await hub.visitor()
    await until(live, s => s.phase === 'open')
    // The word may get lost: the number of the close says as much.
    if (reason !== 'flood') visitor.say({ bye: { ...Bye[reason], retryAfterMs: 0 } })
    visitor.close(Bye[reason].code)
    const state = await until(live, s => s.phase === 'stopped')
    assert.equal(state.bye?.code, Bye[reason].code)
  })
}

test('[LIVE6] an expired token is renewed before coming back, and a refused renewal ends it', async () => {
  const asked: boolean[] = []
  const { hub, live } = await setUp({
    auth: {
      ready: async suspect => {
        asked.push(suspect)
        return asked.length < 3
      },
      remainingMs: () => 15 * 60_000,
      renew: async () => true,
    },
  })
  live.start()
  for (let i = 0; i < 2; i++) {
    const visitor = await hub.visitor()
    visitor.say({ bye: { ...Bye.expired, retryAfterMs: 0 } })
    visitor.close(Bye.expired.code)
  }
  await until(live, s => s.phase === 'stopped')
  assert.deepEqual(asked, [false, true, true])
})

test('[LIVE6] a token is renewed on the open connection before it ends', async () => {
  let left = 60_000
  const { hub, live } = await setUp({
    auth: {
      ready: async () => true,
      protocols: () => ['traffix.v1', 'bearer.first'],
      remainingMs: () => left,
      renew: async () => {
        left = 15 * 60_000
        return true
      },
      token: () => 'second',
    },
  })
  live.start()
  const visitor = await hub.visitor()
  assert.equal(visitor.protocol, 'traffix.v1')
  assert.deepEqual({ ...(await visitor.command()), id: 0 }, { do: 'auth.renew', id: 0, token: 'second' })
})

test('[LIVE6] when connections do not open the login itself is looked at now and then', async () => {
  const asked: boolean[] = []
  const { hub, live } = await setUp({
    auth: {
      ready: async suspect => {
        asked.push(suspect)
        return asked.length < 8
      },
      remainingMs: () => 15 * 60_000,
      renew: async () => true,
    },
  })
  await hub.die()
  live.start()
  await until(live, s => s.phase === 'stopped')
  assert.deepEqual(asked, [false, false, false, false, false, false, true, false])
  await hub.rise()
})

/** A device that hints when the test says so. */
function device() {
  let listener: Parameters<Hints>[0] = () => {}
  const hints: Hints = heard => {
    listener = heard
    return () => {}
  }
  return { hints, wake: (hint: Parameters<typeof listener>[0]) => listener(hint) }
}

test('[LIVE7] a peer that answers nothing is given up when the device wakes', async () => {
  const { hints, wake } = device()
  const { hub, live } = await setUp({
    hints,
    timing: { baseMs: 1, maxMs: 5, probeMs: 1 },
  })
  live.start()
  const silent = await hub.visitor()
  await until(live, s => s.phase === 'open')
  wake('visible')
  assert.equal((await silent.command()).do, 'ping')
  await hub.visitor()
})

test('[LIVE7] a word that may have been on its way is no answer', async () => {
  const probeMs = 200
  const { hints, wake } = device()
  const { hub, live } = await setUp({
    hints,
    timing: { baseMs: 1, maxMs: 5, probeMs, quietMs: 3_600_000 },
  })
  live.start()
  const dying = await hub.visitor()
  await until(live, s => s.phase === 'open')
  wake('offline')
  assert.equal((await dying.command()).do, 'ping')
  dying.say({ topic: 'system', seq: 1, delta: {} })
  const next = await hub.visitor()
  await until(live, s => s.phase === 'open')

  wake('visible')
  const ping = await next.command()
  next.say({ re: ping.id, ok: {} })
  const asked = live.send({ do: 'ping' })
  next.say({ re: (await next.command()).id, ok: {} })
  await asked
  // Begun after it and as long: when this one is over, so is that of a probe that still waits.
  await new Promise(resolve => setTimeout(resolve, probeMs))
  assert.equal(live.state.get().phase, 'open')
})

test('[LIVE7] coming online ends the wait at once', async () => {
  const { hints, wake } = device()
  const { hub, live } = await setUp({
    hints,
    timing: { baseMs: 3_600_000, maxMs: 3_600_000 },
    random: () => 1,
  })
  live.start()
  const visitor = await hub.visitor()
  await until(live, s => s.phase === 'open')
  visitor.cut()
  await until(live, s => s.phase === 'waiting')
  wake('online')
  await hub.visitor()
})

test('[LIVE4] a refused topic says why, and one that failed for a moment is asked for again', async () => {
  const { hub, live } = await setUp({ timing: { baseMs: 1, maxMs: 5, retrySubscribeMs: 1 } })
  const states: (string | null)[] = []
  let told = () => {}
  live.subscribe('system', {
    state: s => {
      states.push(s.code)
      told()
    },
  })
  live.start()
  const visitor = await hub.visitor()
  const first = await visitor.command()
  visitor.say({ re: first.id, error: { code: 'unavailable', message: '' } })
  const second = await visitor.command()
  visitor.say({ re: second.id, error: { code: 'forbidden', message: '' } })
  while (states.at(-1) !== 'forbidden') await new Promise<void>(resolve => (told = resolve))
  assert.deepEqual(states, ['unavailable', 'forbidden'])
  assert.equal(live.topicState('system')?.phase, 'refused')
})
