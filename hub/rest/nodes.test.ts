import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sayDoors } from '#bus/doors.ts'
import { createDevices } from '../testing/devices.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'

let hub: TestHub
let devices: Awaited<ReturnType<typeof createDevices>>
before(async () => {
  hub = await startTestHub()
  devices = await createDevices(hub)
})
after(() => hub.stop())
const ask: (typeof devices)['ask'] = (...args) => devices.ask(...args)
const code: (typeof devices)['code'] = more => devices.code(more)
const entry: (typeof devices)['entry'] = id => devices.entry(id)

test('[FL1] a code is shown once, with a link for each edge that names it and its certificate', async () => {
  await sayDoors(hub.bus, {
    ...{
      id: 'one',
      region: 'eu',
      host: 'edge.example',
      socksPort: 1,
      httpPort: 2,
      tunnelPort: 7443,
      pin: 'PIN',
    },
  })
  const operator = await hub.signedIn('operator')
  const admin = await hub.signedIn('admin')
  const provider = (await admin.post('/api/providers', { name: 'Homes' })).body.provider.id
  const made = await operator.post('/api/enrollments', { provider, place: { country: 'DE' } })
  assert.equal(made.status, 201)
  const { code: text, links, enrollment } = made.body
  assert.match(text, /^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/)
  const edge = encodeURIComponent('edge.example:7443')
  assert.deepEqual(links, [{ edge: 'one', url: `traffix://enroll?edge=${edge}&code=${text}&pin=PIN` }])
  assert.equal(enrollment.place.country, 'de')
  const listed = await operator.get('/api/enrollments')
  assert.ok(!listed.text.includes(text))
  assert.equal((await operator.post('/api/enrollments', { provider, approves: true })).status, 403)
  const client = await hub.signedIn('client')
  assert.equal((await client.get('/api/enrollments')).status, 403)
})

test('[FL2] a device with a good code is taken in once, pending, however many hubs hear it ask', async () => {
  const second = await hub.another()
  const { code: text, id } = await code()
  const publicKey = randomUUID()
  const first = await ask(text, publicKey)
  assert.equal((await ask(text, publicKey)).node, first.node)
  await second.stop()
  assert.equal((await entry(first.node!))?.status, 'pending')
  const admin = await hub.signedIn('admin')
  const { items } = (await admin.get('/api/enrollments')).body
  assert.equal(items.find((it: { id: string }) => it.id === id).uses, 1)
  const node = (await admin.get(`/api/nodes/${first.node}`)).body.node
  assert.deepEqual(
    [node.name, node.status, node.agent.platform, node.live],
    ['Pixel 6a', 'pending', 'linux', null],
  )
})

test('[FL2] a code that is used up, over, revoked or unknown is refused with its reason', async () => {
  const { code: text, id } = await code()
  assert.ok((await ask(text)).node)
  assert.ok((await ask(text)).node)
  assert.equal((await ask(text)).refused, 'enrollment_used')
  assert.equal((await ask('0000-0000')).refused, 'enrollment_unknown')
  const other = await code()
  const admin = await hub.signedIn('admin')
  assert.equal((await admin.del(`/api/enrollments/${other.id}`)).status, 200)
  assert.equal((await ask(other.code)).refused, 'enrollment_unknown')
  assert.equal((await admin.del(`/api/enrollments/${id}`)).status, 200)
})

test('[FL2] a code of an admin may approve its devices as they come', async () => {
  const { code: text } = await code({ approves: true })
  const { node } = await ask(text)
  assert.equal((await entry(node!))?.status, 'approved')
})

test('[FL3] staff approve, suspend and reject with a reason; the edges know when the answer comes', async () => {
  const { node } = await ask((await code()).code)
  const operator = await hub.signedIn('operator')
  for (const [verb, status] of [
    ['approve', 'approved'],
    ['suspend', 'suspended'],
    ['reject', 'rejected'],
  ] as const) {
    const { body } = await operator.post(`/api/nodes/${node}/${verb}`, { reason: `to ${verb}` })
    assert.deepEqual([body.node.status, body.node.decided.reason], [status, `to ${verb}`])
    assert.equal((await entry(node!))?.status, status)
  }
  const client = await hub.signedIn('client')
  assert.equal((await client.post(`/api/nodes/${node}/approve`, {})).status, 403)
  assert.equal((await client.get('/api/nodes')).status, 403)
  const admin = await hub.signedIn('admin')
  const { items } = (await admin.get(`/api/audit?target=${node}`)).body
  assert.deepEqual(
    items.map((it: { action: string }) => it.action),
    ['node.rejected', 'node.suspended', 'node.approved', 'node.enrolled'],
  )
})

test('[FL3] a change of the rules leaves those that it does not name', async () => {
  const { node } = await ask((await code()).code)
  const admin = await hub.signedIn('admin')
  await admin.patch(`/api/nodes/${node}`, { policy: { wifiOnly: true, maxSessions: 9 } })
  await admin.patch(`/api/nodes/${node}`, { policy: { paused: true }, name: 'Kitchen' })
  const known = await entry(node!)
  assert.deepEqual(
    [
      known?.policy.wifiOnly,
      known?.policy.maxSessions,
      known?.policy.paused,
      known?.policy.batteryFloor,
      known?.name,
    ],
    [true, 9, true, 0.2, 'Kitchen'],
  )
})
