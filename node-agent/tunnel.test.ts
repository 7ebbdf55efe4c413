import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestAgent, memoryStore } from './testing/agent.ts'
import { createTestEdge } from './testing/edge.ts'
import { selfSigned } from './testing/self-signed.ts'
import { createTarget, echo } from './testing/target.ts'

test('[NA1] a device proves who it is over the nonce and over this very connection', async t => {
  const edge = await createTestEdge(t)
  const agent = createTestAgent(t, edge, { enrollment: 'CODE-1' })
  const device = await edge.device()
  assert.ok(device.signed)
  assert.equal(device.hello.enrollment, 'CODE-1')
  assert.deepEqual(device.hello.agent.model, 'a test')
  await agent.is(it => it.phase === 'connected' && it.status === 'approved')
  const state = await device.state(() => true)
  assert.deepEqual(state.battery, { level: 0.8, charging: false, temperature: 31 })
})

test('[NA2] an edge with another certificate hears nothing, and is tried again', async t => {
  const edge = await createTestEdge(t)
  const agent = createTestAgent(t, edge, { pin: selfSigned().pin })
  await agent.is(it => it.phase === 'waiting' && /not the edge that is known/.test(it.fault ?? ''))
  await agent.is(it => it.phase === 'connecting')
  await agent.is(it => it.phase === 'waiting')
  assert.deepEqual(agent.told, [])
})

test('[NA3] without a pin the first edge is trusted, told of and kept: another one is refused later', async t => {
  const store = memoryStore()
  const edge = await createTestEdge(t)
  const first = createTestAgent(t, edge, { store })
  await edge.device()
  await first.is(it => it.phase === 'connected')
  assert.match(first.told.join(), new RegExp(edge.certificate.pin))
  await first.stop()
  await edge.close()
  const other = await createTestEdge(t, { port: edge.port })
  const second = createTestAgent(t, other, { store })
  await second.is(it => /not the edge that is known/.test(it.fault ?? ''))
  assert.deepEqual(second.told, [])
})

test('[NA5] a tunnel that is cut comes back by itself, as the same device, and carries again', async t => {
  const edge = await createTestEdge(t)
  const target = await createTarget(t, echo)
  const agent = createTestAgent(t, edge, { enrollment: 'CODE-1' })
  const first = await edge.device()
  const { heard } = await first.connect(target.text)
  first.kill()
  assert.equal(await heard.closed, 'lost')
  const second = await edge.device()
  assert.equal(second.hello.publicKey, first.hello.publicKey)
  assert.equal(second.hello.enrollment, null, 'a code is used once')
  const again = await second.connect(target.text)
  assert.deepEqual(again.answer, { ok: true })
  await agent.is(it => it.sessions === 1)
})

test('[NA6] a refusal that stays is the end, and says why; one that passes is not', async t => {
  const edge = await createTestEdge(t, { answer: () => ({ refuse: answers.shift() ?? 'rejected' }) })
  const answers = ['busy', 'unavailable', 'enrollment_used']
  const agent = createTestAgent(t, edge)
  const end = await agent.ended
  assert.deepEqual(end, { why: 'refused', code: 'enrollment_used', message: 'a test says no' })
  assert.equal(edge.connections, 3)
})

test('[NA7] a device that its edge has forgotten enrolls anew when a code is at hand', async t => {
  const store = memoryStore()
  store.saveKnown({
    edge: { host: '127.0.0.1', port: 1 },
    pin: null,
    node: 'f0e6d9a4-0000-4000-8000-000000000000',
  })
  const edge = await createTestEdge(t, {
    answer: ({ enrollment }) => (enrollment === null ? { refuse: 'unknown_device' } : { status: 'pending' }),
  })
  createTestAgent(t, edge, { store, enrollment: 'CODE-2' })
  assert.equal((await edge.device()).hello.enrollment, 'CODE-2')
})

test('[NA8] on another network the device is back at once, whatever the old connection believes', async t => {
  const edge = await createTestEdge(t)
  // Any wait would be for ever.
  const agent = createTestAgent(t, edge, { random: () => 1e9 })
  const first = await edge.device()
  for (let i = 0; i < 3; i++) {
    await agent.is(it => it.phase === 'connected')
    agent.device.newRoute()
    await edge.device()
  }
  await first.gone
})

test('[NA9] a device that stops says so, takes nothing new, and lets sessions finish', async t => {
  const edge = await createTestEdge(t)
  const target = await createTarget(t, socket => socket.once('data', data => socket.end(data)))
  const agent = createTestAgent(t, edge)
  const device = await edge.device()
  const { stream, heard } = await device.connect(target.text)
  const stopped = agent.stop()
  await device.state(() => true)
  while (device.left === null) await new Promise(resolve => setImmediate(resolve))
  assert.equal(device.attached.mux.open(), null)
  stream.write(Buffer.from('the last words'))
  await heard.ended
  assert.equal(String(heard.bytes()), 'the last words')
  stream.end()
  await stopped
  assert.deepEqual(await agent.ended, { why: 'stopped' })
  await device.gone
})
