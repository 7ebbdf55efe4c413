import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sayNodes } from '#bus/nodes.ts'
import { sayRadar } from '#bus/radar.ts'
import { sampleNode } from '#bus/testing/edge/fleet.ts'
import { randomId } from '#bus/testing/edge/random.ts'
import { silentLog } from '#kit/log.ts'
import { applyNodes, readNodes } from '#protocol/live/nodes.ts'
import type { RadarBatch, SessionFacts } from '#protocol/radar.ts'
import { createEdges } from './edges.ts'
import { networkLimits } from './limits.ts'
import { createSessions } from './sessions.ts'
import { createTime } from './time.ts'
import { scene, shows } from './testing/scene.ts'

test('[NW10] rates are of the latest second that was told of, and rest in the next', async t => {
  const s = await scene(t, { accounts: 1 })
  const { network } = await s.hub()
  const edge = await s.edge('one', { sessionsPerAccount: 1, busy: 1, churn: 0 })
  const quiet = await s.edge('two', { sessionsPerAccount: 0 })
  const node = () => {
    const { nodes } = network.nodes.snapshot()
    const at = edge.nodes.findIndex(id => edge.openOn(id) > 0)
    const i = nodes.id.indexOf(edge.nodes[at]!)
    return [nodes.up[i], nodes.down[i]]
  }
  const second = async () => {
    s.pass()
    await Promise.all([edge.second(), quiet.second()])
    return edge.bytes.accounts.in(s.accounts[0]!, Math.floor(s.clock.ms / 1_000) - 1)
  }
  const rests = (rate: { up: number; down: number }) =>
    shows(network, () => {
      const [one] = network.sessions.snapshot().sessions
      assert.deepEqual([one?.upRate, one?.downRate], [rate.up, rate.down])
      assert.deepEqual(node(), [rate.up, rate.down])
    })
  await rests(await second())
  const last = await second()
  await rests(last)
  // Nothing more is told of it yet, and time goes on.
  s.pass()
  await quiet.second()
  await rests(last)
  edge.rest()
  await second()
  await rests({ up: 0, down: 0 })
})

test('[NW10] of a second that is told in parts the rates are those of all of it', async t => {
  const s = await scene(t)
  const hub = await s.hub()
  const { network } = hub
  const one = facts(1, () => randomId(s.random), s.clock.ms)
  const last = Math.floor(s.clock.ms / 1_000) - 1
  const batch = (seq: number, more: boolean): RadarBatch => ({
    ...{ edge: 'one', epoch: 'a', seq, more, second: last, facts: seq === 1 ? [one] : [] },
    rows: [1, 10, 10],
  })
  const state = sampleNode(one.node, s.random, 1)
  await sayNodes(s.speaker, 'one', [{ ...state, edge: 'one', at: s.clock.ms }])
  await sayRadar(s.speaker, batch(1, true))
  await shows(network, () => {
    assert.equal(network.sessions.snapshot().open, 1)
    assert.equal(network.nodes.snapshot().nodes.n.length, 1)
  })
  let view = readNodes(network.nodes.snapshot())
  const rate = () => [...view.nodes.values()].map(it => it.up)
  assert.deepEqual(rate(), [0], 'it is not over')
  const tick = hub.tick()
  await sayRadar(s.speaker, { ...batch(2, false), rows: [] })
  await shows(network, () => {
    assert.ok(network.nodes.changedAt > tick)
    view = applyNodes(view, network.nodes.changesSince(tick)!)
    assert.deepEqual(rate(), [10])
  })
})

test('[NW10] a flow that shows something goes on with time, and says so', async t => {
  const s = await scene(t, { accounts: 1 })
  const hub = await s.hub()
  const edge = await s.edge('one', { sessionsPerAccount: 1, busy: 1, churn: 0 })
  const source = hub.network.account(s.accounts[0]!)
  s.pass()
  await edge.second()
  await shows(hub.network, () => assert.equal(source.snapshot().open, 1))
  edge.rest()
  const tick = hub.tick()
  const { last } = source.changesSince(tick)!
  s.pass()
  hub.tick()
  assert.ok(source.changedAt > tick)
  const delta = source.changesSince(tick)!
  assert.deepEqual([delta.last, delta.points], [last + 1, []])

  s.pass(networkLimits.windowSeconds + 20)
  const later = hub.tick()
  assert.equal(Math.max(...source.snapshot().flow.up), 0)
  s.pass()
  hub.tick()
  assert.ok(source.changedAt <= later, 'nothing to see')
})

const facts = (n: number, id: () => string, startedAt: number): SessionFacts => ({
  ...{ n, id: id(), account: id(), proxyUser: id(), login: 'ann', node: id(), country: null, choice: null },
  ...{ target: 'a:1', startedAt, up: 10, down: 10, ended: null },
})

test('[NW11] what is idle and unread is let go of; what is read, or has an open session, stays', async t => {
  const s = await scene(t)
  const time = createTime({ next: 1 }, s.clock.now)
  const sessions = createSessions({ ticks: { next: 1 }, time })
  const edges = createEdges({ sessions, time, log: silentLog(), changed: () => {} })
  let seq = 0
  const say = (told: SessionFacts[], rows: number[]) => {
    s.pass()
    const batch: RadarBatch = {
      ...{ edge: 'one', epoch: 'a', seq: ++seq, more: false, second: time.last, facts: told, rows },
    }
    edges.apply(batch, false)
  }
  const all = [1, 2, 3].map(n => facts(n, () => randomId(s.random), s.clock.ms))
  say(all, [1, 10, 10, 2, 10, 10, 3, 10, 10])
  sessions.accounts.get(all[1]!.account).readers++
  for (const one of all.slice(0, 2)) say([{ ...one, ended: 'client_closed' }], [])
  for (let i = 0; i < networkLimits.windowSeconds - 2; i++) say([], [])
  sessions.sweep()
  assert.equal(sessions.accounts.size, 3)
  for (let i = 0; i < 10; i++) say([], [])
  sessions.sweep()
  edges.sweep()
  assert.equal(sessions.accounts.find(all[0]!.account), undefined)
  assert.ok(sessions.accounts.find(all[1]!.account), 'it is read')
  assert.equal(sessions.accounts.find(all[2]!.account)?.ring, null, 'nothing to keep')
  assert.equal(sessions.nodes.size, 1)
  say([], [3, 7, 7])
  assert.equal(sessions.all[0]?.up, 17)
  assert.ok(sessions.accounts.find(all[2]!.account)?.ring)
})

test('[NW11] an edge too many is not heard, and the others are', async t => {
  const s = await scene(t)
  const time = createTime({ next: 1 }, s.clock.now)
  const sessions = createSessions({ ticks: { next: 1 }, time })
  const edges = createEdges({ sessions, time, log: silentLog(), changed: () => {} })
  const say = (edge: string, seq: number) =>
    edges.apply(
      {
        ...{ edge, epoch: 'a', seq, more: false, second: time.last, rows: [] },
        facts: [facts(seq, () => randomId(s.random), s.clock.ms)],
      },
      false,
    )
  for (let i = 0; i <= networkLimits.edges; i++) say(`edge ${i}`, 1)
  assert.equal(sessions.all.length, networkLimits.edges)
  say('edge 0', 2)
  assert.equal(sessions.all.length, networkLimits.edges + 1)
  // Those that have gone make room.
  s.pass(networkLimits.forgetSeconds + 1)
  edges.listen(0)
  say('another', 1)
  assert.equal(sessions.all.length, 1)
})
