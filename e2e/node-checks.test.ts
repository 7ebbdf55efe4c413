import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { after, test, type TestContext } from 'node:test'
import { createTestAgent, memoryStore } from '#node-agent/testing/agent.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import { resultOf } from '#protocol/trust/self-test.ts'
import { password, startEdge } from '#proxy-edge/testing/edge.ts'
import { reported } from '#proxy-edge/testing/reports.ts'

// real edge <--> real agent, as its owner runs it: nothing of the home is allowed

const s = await startEdge()
after(() => s.stop())

async function join(t: TestContext, more: object = {}, o: { allow?: string; from?: string } = {}) {
  const store = memoryStore()
  const publicKey = createPublicKey(store.privateKey)
    .export({ type: 'spki', format: 'der' })
    .toString('base64')
  const node = await s.node({ publicKey } as never, more)
  await s.knows(node)
  const agent = createTestAgent(t, { port: s.edge.tunnelPort }, { store, allow: '', ...o })
  return { node, agent }
}

test('[CK10] our agent is measured and passes its test, also while it rests, is pending or suspended', async t => {
  const states: [object, boolean][] = [
    [{}, true],
    [{ policy: { ...defaultPolicy, paused: true } }, true],
    [{ status: 'pending' }, false],
    [{ status: 'suspended' }, false],
  ]
  for (const [more, isTested] of states) {
    const { node, agent } = await join(t, more)
    const [it] = await reported(s.hub, node.id, 'measured')
    assert.deepEqual([it.tunnel, it.exit, it.exitFault], ['127.0.0.1', '127.0.0.1', null])
    assert.deepEqual([it.timeZone, it.network?.type], ['Asia/Tashkent', 'wifi'])
    assert.deepEqual(it.path, { mtu: 1_500, tunnel: false })
    assert.equal(agent.view().monthBytes, 0)
    if (!isTested) continue
    const [{ tries }] = await reported(s.hub, node.id, 'tested')
    assert.deepEqual(
      tries.filter(it => it.answer !== 'forbidden'),
      [],
    )
    assert.equal(resultOf(tries), 'passed')
  }
})

test('[CK10] an agent that dials from an address of its own leaves from there', async t => {
  const { node } = await join(t, {}, { from: '127.20.0.7' })
  const [it] = await reported(s.hub, node.id, 'measured')
  assert.deepEqual([it.tunnel, it.exit], ['127.20.0.7', '127.20.0.7'])
})

test('[CK11] connections of customers are counted in the next report: opened, and failed by the node itself', async t => {
  const user = await s.user({ login: 'eve' })
  await s.knows(user)
  const target = createServer(socket => void socket.on('error', () => {}).end('hello')).listen(0, '127.0.0.1')
  t.after(() => target.close())
  await new Promise(resolve => target.once('listening', resolve))
  const { port } = target.address() as AddressInfo
  const { node, agent } = await join(
    t,
    { place: { country: 'fj', city: null, lat: null, lon: null, asn: null } },
    { allow: '127.0.0.0/8' },
  )
  await reported(s.hub, node.id, 'measured')
  async function ask(target: string): Promise<number> {
    const login = Buffer.from(`eve-country-fj:${password}`).toString('base64')
    const asked = request({
      ...{ host: '127.0.0.1', port: s.edge.httpPort, method: 'CONNECT', path: target, agent: false },
      headers: { 'proxy-authorization': `Basic ${login}` },
    }).end()
    return new Promise((resolve, reject) =>
      asked
        .on('connect', (res, socket) => {
          socket.destroy()
          resolve(res.statusCode ?? 0)
        })
        .on('response', res => {
          res.resume()
          resolve(res.statusCode ?? 0)
        })
        .on('error', reject),
    )
  }
  for (let i = 0; i < 3; i++) assert.equal(await ask(`127.0.0.1:${port}`), 200)
  // The target's fault, and none of the node's.
  assert.notEqual(await ask('127.0.0.9:9'), 200)
  agent.device.facts.network = { type: 'cellular', generation: '4g', metered: true, signal: null }
  const [, it] = await reported(s.hub, node.id, 'measured', 2)
  assert.deepEqual([it?.opened, it?.failed], [3, 0])
})
