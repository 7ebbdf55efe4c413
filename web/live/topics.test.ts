import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { listener, liveClients, until } from '../testing/live-client.ts'
import { createModelHub } from '../testing/model-hub.ts'
import type { ScriptedHub, Visitor } from '../testing/scripted-hub.ts'
import type { Live } from './live.ts'
import { gapFreeSince } from './live-state.ts'

const { startHub, client, setUp } = liveClients()
const user = `user:${randomUUID()}`
const minute = 60_000

/** A reader of a reliable topic that has the snapshot at 7 of the epoch 100. */
async function reading(hub: ScriptedHub, live: Live, topic = user) {
  const ear = listener()
  const leave = live.subscribe(topic, ear.on)
  live.start()
  const visitor = await hub.visitor()
  const { id } = await visitor.command()
  visitor.say({ re: id, ok: { topic: user, resumed: false } })
  visitor.say({ topic: user, epoch: '100', seq: 7, snapshot: 'all' })
  await ear.count(1)
  return { ear, visitor, leave }
}
const event = (seq: number, epoch = '100') => ({ topic: user, epoch, seq, event: `${epoch}-${seq}` })
const events = (ear: ReturnType<typeof listener>) =>
  ear.told.filter(one => (one as [string])[0] === 'event').map(one => (one as [string, string])[1])
async function askedSince(visitor: Visitor) {
  for (;;) {
    const command = await visitor.command()
    if (command.do === 'subscribe') return { id: command.id, since: command.since }
  }
}

test('[LIVE8] a lost connection goes on where the topic stood, and is current though nothing was missed', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor } = await reading(hub, live)
  visitor.say(event(8))
  await ear.count(2)
  visitor.cut()
  const again = await hub.visitor()
  const { id, since } = await askedSince(again)
  assert.deepEqual(since, { epoch: '100', seq: 8 })
  assert.equal(live.topicState(user)?.code, 'lost')
  again.say({ re: id, ok: { topic: user, resumed: true } })
  const state = await ear.state(one => one.phase === 'current')
  assert.deepEqual([state.resumed, state.resets, state.gaps], [1, 0, 0])
})

test('[LIVE8] events that are doubled, swapped or missing come once and in order', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor } = await reading(hub, live)
  visitor.say(event(8), event(8), event(7), event(10), event(9))
  const { id, since } = await askedSince(visitor)
  // 9 came after the hole had been seen: it fits, and what is asked for begins before it.
  assert.deepEqual(since, { epoch: '100', seq: 8 })
  visitor.say({ re: id, ok: { topic: user, resumed: true } }, event(9), event(10), event(11))
  await ear.count(5)
  assert.deepEqual(events(ear), ['100-8', '100-9', '100-10', '100-11'])
  assert.equal(live.topicState(user)?.gaps, 1)
})

test('[LIVE8] a frame that was cut in two is missed like any other', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor } = await reading(hub, live)
  visitor.sayHalf(event(8))
  const again = await hub.visitor()
  const { id, since } = await askedSince(again)
  assert.deepEqual(since, { epoch: '100', seq: 7 })
  again.say({ re: id, ok: { topic: user, resumed: true } }, event(8))
  await ear.count(2)
  assert.deepEqual(events(ear), ['100-8'])
})

test('[LIVE8] the row goes on in a new epoch, which the next resumption names', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor } = await reading(hub, live)
  visitor.say(event(8), event(9, '200'), event(9), event(8))
  await ear.count(3)
  visitor.cut()
  assert.deepEqual((await askedSince(await hub.visitor())).since, { epoch: '200', seq: 9 })
  assert.deepEqual(events(ear), ['100-8', '200-9'])
})

test('[LIVE8] a number that comes again in a later epoch is asked about, and a reset begins anew', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor } = await reading(hub, live)
  visitor.say(event(7, '200'))
  const { id, since } = await askedSince(visitor)
  assert.deepEqual(since, { epoch: '100', seq: 7 })
  // In one frame, as a hub batches: the answer comes first, and so it is taken first.
  visitor.say(
    { re: id, ok: { topic: user, resumed: false } },
    event(8, '200'), // of before: the snapshot holds it, or it comes again
    { topic: user, epoch: '200', seq: 7, snapshot: 'anew', reset: true },
    event(8, '200'),
  )
  await ear.count(3)
  assert.deepEqual(ear.told.slice(1), [
    ['snapshot', 'anew'],
    ['event', '200-8'],
  ])
  assert.equal(live.topicState(user)?.resets, 1)
})

test('[LIVE4] who joins a reliable topic late gets the whole of it', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor } = await reading(hub, live)
  const late = listener()
  live.subscribe(user, late.on)
  const { id, since } = await askedSince(visitor)
  assert.equal(since, undefined)
  visitor.say({ re: id, ok: { topic: user, resumed: false } })
  visitor.say({ topic: user, epoch: '100', seq: 9, snapshot: 'for both' }, event(10))
  await late.count(2)
  assert.deepEqual(events(ear), ['100-10'])
  assert.deepEqual(late.told[0], ['snapshot', 'for both'])
})

test('[LIVE4] a topic is one however it is written', async () => {
  const { hub, live } = await setUp()
  const shouted = user.replace(/:.*/, id => id.toUpperCase())
  const { ear } = await reading(hub, live, shouted)
  assert.equal(ear.told.length, 1)
  assert.equal(live.topicState(shouted), live.topicState(user))
})

test('[LIVE4] a topic that is taken away says so', async () => {
  const { hub, live } = await setUp()
  const { ear, visitor } = await reading(hub, live)
  visitor.say({ re: null, error: { code: 'forbidden', message: 'no longer yours' }, topic: user })
  assert.equal((await ear.state(one => one.phase === 'refused')).code, 'forbidden')
})

/** A reader of telemetry, by a clock that stands still until it is moved. */
async function watching() {
  const clock = { at: Date.UTC(2030, 0, 1) }
  const { hub, live } = await setUp({ now: () => clock.at })
  const ear = listener()
  live.subscribe('system', ear.on)
  live.start()
  const visitor = await hub.visitor()
  const { id } = await visitor.command()
  visitor.say({ re: id, ok: { topic: 'system' } })
  let seq = 7
  return {
    clock,
    ear,
    live,
    visitor,
    /** The hub's own clock is a day behind. */
    tell(wholeSince: number | null, at = clock.at - 24 * 60 * minute) {
      const body = { at, wholeSince: wholeSince === null ? null : at - wholeSince }
      if (seq === 7) visitor.say({ topic: 'system', epoch: 'e', seq: seq++, snapshot: body })
      else visitor.say({ topic: 'system', seq: seq++, delta: body })
    },
    quiet: () =>
      visitor.say({ topic: 'system', seq: seq - 1, delta: { at: clock.at, wholeSince: clock.at - minute } }),
  }
}

test('[LIVE9] a view says since when nothing is missing, by this device’s clock, and of when it is', async () => {
  const { clock, ear, tell } = await watching()
  const opened = clock.at
  clock.at += 1_000
  tell(minute)
  const first = await ear.state(one => one.phase === 'current')
  assert.equal(first.wholeSince, opened + 1_000 - minute)
  assert.equal(gapFreeSince(first), opened + 1_000, 'here nothing was heard before')
  clock.at += 1_000
  // A word that was 300 ms longer on its way than the first.
  tell(minute + 700, clock.at - 24 * 60 * minute - 300)
  const second = await ear.state(one => one.asOf === clock.at)
  assert.equal(second.wholeSince, first.wholeSince, 'and it does not wander with each word')
  clock.at += 5_000
  tell(2_000)
  const third = await ear.state(one => one.asOf === clock.at)
  assert.equal(gapFreeSince(third), clock.at - 2_000, 'the hub had a hole of its own')
})

test('[LIVE9] while the hub itself hears nothing the view is stale, and says of when it is', async () => {
  const { clock, ear, tell } = await watching()
  tell(minute)
  const { asOf } = await ear.state(one => one.phase === 'current')
  clock.at += 9_000
  tell(null)
  const stale = await ear.state(one => one.phase === 'stale')
  assert.deepEqual([stale.code, stale.asOf, stale.heardAt], ['source', asOf, clock.at])
  assert.equal(gapFreeSince(stale), null)
  clock.at += 1_000
  tell(500)
  assert.equal((await ear.state(one => one.phase === 'current')).since, clock.at)
})

test('[LIVE9] a topic that falls silent on an open connection is stale until the next word, be it a repeated one', async t => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { clock, ear, live, tell, quiet } = await watching()
  tell(minute)
  await ear.state(one => one.phase === 'current')
  clock.at += 15_000
  t.mock.timers.tick(3_000)
  assert.equal(live.topicState('system')?.phase, 'current')
  clock.at += 1
  t.mock.timers.tick(3_000)
  assert.equal(live.topicState('system')?.code, 'quiet')
  quiet()
  await ear.state(one => one.phase === 'current')
  assert.equal(ear.told.length, 1, 'it holds no news')
})

for (const [name, ms, changes] of [
  ['1 s', 1_000, 1],
  ['5 minutes', 5 * minute, 300],
  ['a day', 24 * 60 * minute, 86_400],
] as const)
  test(`[LIVE10] after ${name} without a connection each topic equals a fresh load`, async () => {
    const clock = { at: Date.UTC(2030, 0, 1) }
    const now = () => clock.at
    const hub = await startHub()
    const model = createModelHub(hub, { telemetry: 'system', reliable: user, keeps: 1_000, now })
    void model.open()
    const live = client(hub, { now })
    const view = keepView(live)
    for (let n = 0; n < 20; n++) model.happen(n)
    live.start()
    await view.equals(model.truth())
    model.happen(20)
    await view.equals(model.truth())

    const lost = until(live, one => one.phase === 'waiting')
    await hub.die()
    await lost
    clock.at += ms
    if (changes > 1) model.newLife()
    for (let n = 21; n < 21 + changes; n++) model.happen(n)
    assert.notDeepEqual(view.now(), model.truth())
    await hub.rise()
    await view.equals(model.truth())
    model.happen(-1)
    await view.equals(model.truth())

    const fresh = client(hub, { now })
    const beside = keepView(fresh)
    fresh.start()
    await beside.equals(model.truth())
    assert.deepEqual(view.now(), beside.now())
    for (const topic of ['system', user]) assert.equal(live.topicState(topic)?.phase, 'current')
    const { resumed, resets } = live.topicState(user)!
    assert.deepEqual([resumed, resets], changes > 1_000 ? [0, 1] : [1, 0])
  })

/** What a page would show of both topics. */
function keepView(live: Live) {
  type Rows = { rows: Record<string, number> }
  let rows: Record<string, number> = {}
  let texts: string[] = []
  let wake = () => {}
  live.subscribe('system', {
    snapshot: value => void (rows = (value as Rows).rows),
    delta: value => void (rows = { ...rows, ...(value as Rows).rows }),
    state: () => wake(),
  })
  live.subscribe(user, {
    snapshot: value => void (texts = value as string[]),
    event: value => void texts.push(value as string),
    state: () => wake(),
  })
  const view = { rows: () => rows, texts: () => texts }
  return {
    now: () => ({ rows: view.rows(), texts: view.texts() }),
    async equals(truth: { rows: Record<string, number>; texts: string[] }) {
      while (JSON.stringify([sorted(rows), texts]) !== JSON.stringify([sorted(truth.rows), truth.texts]))
        await new Promise<void>(resolve => (wake = resolve))
    },
  }
}
const sorted = (rows: Record<string, number>) => Object.entries(rows).sort(([a], [b]) => a.localeCompare(b))
