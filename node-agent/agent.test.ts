import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy } from '#protocol/policy.ts'
import { createTestAgent, memoryStore, noRules } from './testing/agent.ts'
import { createTestEdge } from './testing/edge.ts'
import { createTarget, echo } from './testing/target.ts'

test('[NA41] paused, it cuts what runs, takes nothing, and says why; then it goes on', async t => {
  const edge = await createTestEdge(t)
  const target = await createTarget(t, echo)
  createTestAgent(t, edge)
  const device = await edge.device()
  const running = await device.connect(target.text)
  device.say({ type: 'policy', ...defaultPolicy, paused: true })
  assert.equal(await running.heard.closed, 'reset')
  await device.state(it => it.resting === 'paused')
  const refused = await device.connect(target.text)
  assert.deepEqual(refused.answer, { ok: false, code: 'overloaded', message: 'the device rests: paused' })
  device.states.length = 0
  device.say({ type: 'policy', ...defaultPolicy })
  await device.state(it => it.resting === null)
  assert.deepEqual((await device.connect(target.text)).answer, { ok: true })
})

test('[NA42] a battery that falls below the floor ends the sessions, and the state is said when it changes', async t => {
  const edge = await createTestEdge(t, { answer: () => ({ policy: { batteryFloor: 0.3 } }) })
  const target = await createTarget(t, echo)
  const agent = createTestAgent(t, edge)
  const device = await edge.device()
  const { heard } = await device.connect(target.text)
  agent.device.facts.battery = { level: 0.29, charging: false, temperature: 33 }
  assert.equal(await heard.closed, 'reset')
  const state = await device.state(it => it.resting === 'battery')
  assert.equal(state.battery?.level, 0.29)
  agent.device.facts.battery = { level: 0.3, charging: true, temperature: 33 }
  await device.state(it => it.resting === null && it.battery?.charging === true)
})

test('[NA43] it carries nothing before it is approved and after it is suspended, and stays connected', async t => {
  const edge = await createTestEdge(t, { answer: () => ({ status: 'pending' }) })
  const target = await createTarget(t, echo)
  const agent = createTestAgent(t, edge)
  const device = await edge.device()
  const code = async () => {
    const { answer } = await device.connect(target.text)
    return answer.ok || answer.code
  }
  await agent.is(it => it.status === 'pending')
  assert.equal(await code(), 'overloaded')
  device.say({ type: 'status', status: 'approved' })
  const { answer, heard } = await device.connect(target.text)
  assert.equal(answer.ok, true)
  device.say({ type: 'status', status: 'suspended' })
  assert.equal(await heard.closed, 'reset')
  assert.equal(await code(), 'overloaded')
  assert.equal(edge.connections, 1)
})

test('[NA44] over its limit of sessions it says overloaded, and takes the next when one has ended', async t => {
  const edge = await createTestEdge(t, { answer: () => ({ policy: { maxSessions: 2 } }) })
  const target = await createTarget(t, echo)
  const agent = createTestAgent(t, edge)
  const device = await edge.device()
  const first = await device.connect(target.text)
  await device.connect(target.text)
  const third = await device.connect(target.text)
  assert.equal(third.answer.ok || third.answer.code, 'overloaded')
  first.stream.end()
  await first.heard.closed
  await agent.is(it => it.sessions === 1)
  assert.equal((await device.connect(target.text)).answer.ok, true)
})

test('[NA45] when the cap of the month is reached it ends its sessions, and begins again with the next month', async t => {
  let now = new Date(2026, 10, 30, 23, 59)
  const edge = await createTestEdge(t)
  const target = await createTarget(t, echo)
  const store = memoryStore()
  store.saveMonth({ month: '2026-11', bytes: 900 })
  createTestAgent(t, edge, { store, own: { ...noRules, monthlyBytes: 1_000 }, now: () => now })
  const device = await edge.device()
  const { stream, heard } = await device.connect(target.text)
  stream.write(Buffer.alloc(40))
  await heard.atLeast(40)
  stream.write(Buffer.alloc(10))
  assert.equal(await heard.closed, 'reset')
  await device.state(it => it.resting === 'monthly_cap')
  device.states.length = 0
  now = new Date(2026, 11, 1, 0, 0)
  await device.state(it => it.resting === null)
  assert.deepEqual((await device.connect(target.text)).answer, { ok: true })
})

test('[NA18] a disk that takes nothing is told of once, and the device carries on', async t => {
  const full = () => {
    throw new Error('no space left')
  }
  const edge = await createTestEdge(t)
  const target = await createTarget(t, echo)
  const agent = createTestAgent(t, edge, {
    store: { ...memoryStore(), saveKnown: full, saveMonth: full },
    pin: edge.certificate.pin,
  })
  const device = await edge.device()
  const { stream, heard } = await device.connect(target.text)
  stream.write(Buffer.from('hello'))
  await heard.atLeast(5)
  stream.end()
  await heard.closed
  await agent.stop()
  assert.deepEqual(agent.told, ['cannot save what is to be kept: no space left'])
})
