import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { type AddressInfo, connect as connectTcp, createServer } from 'node:net'
import { after, test } from 'node:test'
import { connect } from 'node:tls'
import { hearEnroll, answerEnroll } from '#bus/enrolling.ts'
import { hearNodes } from '#bus/nodes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import type { NodeState } from '#protocol/node.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import { signaturePrefix, tunnelAlpn } from '#protocol/tunnel.ts'
import { makeKey, startDevice } from '../testing/device.ts'
import { hashOf, startEdge } from '../testing/edge.ts'

const s = await startEdge()
after(() => s.stop())
const port = s.edge.tunnelPort
const said = new Map<string, NodeState>()
await hearNodes(s.hub, ({ nodes }) => {
  for (const node of nodes) said.set(node.id, node)
})
const sees = (id: string, expected: Partial<NodeState>) =>
  eventually(async () => {
    const { status, online } = said.get(id) ?? {}
    assert.deepEqual({ status, online }, { status, online, ...expected })
  })
const enrollment = (code: string, more: object = {}) =>
  s.put({
    ...{
      kind: 'enrollment',
      id: randomUUID(),
      code: hashOf(code),
      expiresAt: Date.now() + 60_000,
      usesLeft: 1,
    },
    ...more,
  } as never)

test('[TN1] a device that proves its key is welcomed with its status and its policy', async () => {
  const { device, node } = await s.device()
  await sees(node.id, { status: 'approved', online: true })
  await device.kill()
})

test('[TN1] a signature is worth nothing for another nonce, connection or key', async () => {
  const node = makeKey()
  await s.knows(await s.node(node))
  const wrong: ((nonce: Buffer, exporter: Buffer) => Buffer)[] = [
    (_, exporter) => Buffer.concat([Buffer.from(signaturePrefix), Buffer.alloc(32), exporter]),
    nonce => Buffer.concat([Buffer.from(signaturePrefix), nonce, Buffer.alloc(32)]),
    (nonce, exporter) => Buffer.concat([nonce, exporter]),
  ]
  for (const signed of wrong) {
    const device = await startDevice({ port, key: node, signed })
    assert.equal((await device.hears('refused')).code, 'bad_signature')
    await device.closed
  }
  const other = makeKey()
  const device = await startDevice({ port, key: { ...other, publicKey: node.publicKey } })
  assert.equal((await device.hears('refused')).code, 'bad_signature')
})

test('[TN1] only an Ed25519 key in its one spelling is a key', async () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const device = await startDevice({ port, key: { ...makeKey(), publicKey: key } })
  assert.equal((await device.hears('refused')).code, 'bad_hello')
})

test('[TN2] without TLS 1.3 and its protocol there is no tunnel', async () => {
  const tries = [
    { maxVersion: 'TLSv1.2' as const, ALPNProtocols: [tunnelAlpn] },
    { ALPNProtocols: ['http/1.1'] },
    {},
  ]
  for (const more of tries) {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...more })
    let heard = 0
    socket.on('data', chunk => (heard += chunk.length)).on('error', () => {})
    await new Promise(resolve => socket.once('close', resolve))
    assert.equal(heard, 0)
  }
})

test('[TN8] who does not begin as TLS does is let go of at once, and who begins in pieces is not', async () => {
  const noise = connectTcp(port, '127.0.0.1')
    .on('error', () => {})
    .resume()
  noise.write('GET / HTTP/1.1\r\n\r\n')
  await new Promise(resolve => noise.once('close', resolve))

  // A device behind a slow line: its greeting comes byte by byte.
  const node = makeKey()
  await s.knows(await s.node(node))
  const relay = createServer(near => {
    const far = connectTcp(port, '127.0.0.1')
      .setNoDelay()
      .on('error', () => {})
    let bytes = 0
    near.on('data', chunk => {
      for (const byte of chunk) if (bytes++ < 20) far.write(Buffer.from([byte]))
      if (bytes > 20) far.write(chunk.subarray(Math.max(0, 20 - (bytes - chunk.length))))
    })
    far.pipe(near.on('error', () => {}).on('close', () => far.destroy()))
  }).listen(0, '127.0.0.1')
  await new Promise(resolve => relay.once('listening', resolve))
  const device = await startDevice({ port: (relay.address() as AddressInfo).port, key: node })
  assert.equal((await device.hears('welcome')).status, 'approved')
  await device.kill()
  await new Promise(resolve => relay.close(resolve))
})

test('[TN2] noise and many who say nothing keep nobody out', async t => {
  const silent = Array.from({ length: 300 }, () => connectTcp(port, '127.0.0.1').on('error', () => {}))
  t.after(() => silent.forEach(it => it.destroy()))
  for (const socket of silent.slice(0, 100))
    socket.write(Buffer.from('\x16\x03\x01\xff\xff garbage'.repeat(20)))
  const { device } = await s.device()
  await device.kill()
})

test('[TN2] who does not keep to the protocol is cut off, and the edge goes on', async () => {
  const node = await s.device()
  node.device.attached.mux.open()!.write(Buffer.from('a second stream'))
  node.device.say({ type: 'nonsense' })
  for (let i = 0; i < 200; i++) node.device.state()
  await node.device.closed
  const { device } = await s.device()
  await device.kill()
})

test('[TN3] an unknown device needs a code that is good', async () => {
  const nothing = await startDevice({ port })
  assert.equal((await nothing.hears('refused')).code, 'unknown_device')
  const unknown = await startDevice({ port, enrollment: 'NO-SUCH-CODE' })
  assert.equal((await unknown.hears('refused')).code, 'enrollment_unknown')
  await s.knows(await enrollment('OLD', { expiresAt: Date.now() - 1 }))
  const late = await startDevice({ port, enrollment: 'OLD' })
  assert.equal((await late.hears('refused')).code, 'enrollment_expired')
})

test('[TN3] a device with a good code is taken in by a hub, pending, and is the same node ever after', async t => {
  await s.knows(await enrollment('GOOD'))
  const id = randomUUID()
  const off = await hearEnroll(s.hub, ask => {
    assert.equal(ask.code, hashOf('GOOD'))
    void s.node({ publicKey: ask.publicKey } as never, { id, status: 'pending' })
  })
  t.after(off)
  const key = makeKey()
  const device = await startDevice({ port, key, enrollment: 'good ' })
  const welcome = await device.hears('welcome')
  assert.deepEqual([welcome.node, welcome.status], [id, 'pending'])
  await device.kill()
  const again = await startDevice({ port, key })
  assert.equal((await again.hears('welcome')).node, id)
  await again.kill()
})

test('[TN3] a code that is just being made is waited for', async t => {
  const id = randomUUID()
  const off = await hearEnroll(s.hub, ask => {
    if (ask.code === hashOf('SOON'))
      void s.node({ publicKey: ask.publicKey } as never, { id, status: 'pending' })
  })
  t.after(off)
  const device = await startDevice({ port, enrollment: 'SOON' })
  // The edge has heard the hello, and does not know the code.
  await new Promise(resolve => setImmediate(resolve))
  await enrollment('SOON')
  assert.equal((await device.hears('welcome')).node, id)
  await device.kill()
})

test('[TN3] what a hub refuses, the device is told', async t => {
  await s.knows(await enrollment('USED'))
  const off = await hearEnroll(
    s.hub,
    ask => void answerEnroll(s.hub, { ask: ask.ask, refused: 'enrollment_used', node: null }),
  )
  t.after(off)
  const device = await startDevice({ port, enrollment: 'USED' })
  assert.equal((await device.hears('refused')).code, 'enrollment_used')
})

test('[TN4] approval, suspension and policy reach a device without a new tunnel; a rejected one is sent away', async () => {
  const { device, node } = await s.device({ status: 'pending' })
  await sees(node.id, { status: 'pending', online: true })
  await s.put({ ...node, status: 'approved' })
  assert.equal((await device.hears('status')).status, 'approved')
  await s.put({ ...node, status: 'approved', policy: { ...node.policy, wifiOnly: true } })
  assert.equal((await device.hears('policy')).wifiOnly, true)
  await s.put({ ...node, status: 'suspended' })
  assert.equal((await device.hears('status')).status, 'suspended')
  await sees(node.id, { status: 'suspended', online: true })
  await s.put({ ...node, status: 'rejected' })
  await device.closed
  await sees(node.id, { status: 'rejected', online: false })
  const again = await startDevice({ port, key: device.key })
  assert.equal((await again.hears('refused')).code, 'rejected')
})

test('[TN5] a device that dials anew takes the place of its old tunnel, and was never away', async () => {
  const { device, node } = await s.device()
  await sees(node.id, { online: true })
  const since = said.get(node.id)!.since
  const second = await startDevice({ port, key: device.key })
  await second.hears('welcome')
  await device.closed
  await second.kill()
  const third = await startDevice({ port, key: device.key })
  await third.hears('welcome')
  third.state({ battery: { level: 0.5, charging: false, temperature: null } })
  await eventually(async () => assert.equal(said.get(node.id)?.battery?.level, 0.5))
  assert.deepEqual([said.get(node.id)?.online, said.get(node.id)?.since], [true, since])
  third.leave()
  await sees(node.id, { online: false })
})

test('[TN7] a device that says nothing of it rests by its policy as well as one that does', async () => {
  const { device, node } = await s.device({ policy: { ...defaultPolicy, wifiOnly: true, batteryFloor: 0.3 } })
  const battery = (level: number, charging = false) => ({ battery: { level, charging, temperature: null } })
  const network = (type: 'wifi' | 'cellular') => ({
    network: { type, generation: null, metered: false, signal: null },
  })
  const carries = (expected: boolean) =>
    eventually(async () => {
      const text = await (await fetch(`http://127.0.0.1:${s.edge.opsPort}/metrics`)).text()
      assert.equal(Number(/traffix_edge_nodes_carrying (\d+)/.exec(text)?.[1]), expected ? 1 : 0)
    })
  await carries(false)
  device.state({ ...network('wifi'), ...battery(0.3) })
  await carries(true)
  device.state({ ...network('wifi'), ...battery(0.29) })
  await carries(false)
  device.state({ ...network('wifi'), ...battery(0.29, true) })
  await carries(true)
  device.state({ ...network('cellular'), ...battery(1) })
  await carries(false)
  await s.put({ ...node, policy: defaultPolicy })
  await carries(true)
  device.state({ ...network('wifi'), ...battery(1), resting: 'schedule' })
  await carries(false)
  await device.kill()
})

test('[TN6] the certificate stays the same over restarts, so that devices know the edge again', async () => {
  const { pin } = s.edge
  await s.restart()
  assert.equal(s.edge.pin, pin)
})
