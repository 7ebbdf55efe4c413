import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { after, type TestContext, test } from 'node:test'
import { createNameServer } from '#node-agent/dial/resolve.ts'
import { createTestAgent, memoryStore } from '#node-agent/testing/agent.ts'
import { createDns } from '#node-agent/testing/dns.ts'
import { password, startEdge } from '#proxy-edge/testing/edge.ts'

// customer --> real edge --> real agent, which asks a name server of ours --> a home: every address of this machine

/** Whoever comes in, and by which of the machine's addresses. */
const reached: string[] = []
const home = createServer(socket => {
  reached.push(socket.localAddress ?? '')
  socket.on('error', () => {}).end()
}).listen(0, '::')
await once(home, 'listening')
after(() => home.close())
const { port } = home.address() as AddressInfo

const addresses = [
  ...['127.0.0.2', '127.255.255.254', '0.0.0.0', '10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.1.1'],
  ...['100.64.0.1', '100.127.255.254', '169.254.169.254', '169.254.1.1', '100.100.100.200', '168.63.129.16'],
  ...['224.0.0.1', '239.255.255.250', '255.255.255.255', '240.0.0.1', '198.18.0.1', '192.0.0.192'],
  ...['::1', '::', 'fe80::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', 'fec0::1', '::127.0.0.2'],
  // The same in the clothes of IPv6.
  ...['::ffff:127.0.0.2', '::ffff:7f00:2', '::ffff:10.0.0.1', '::ffff:169.254.169.254', '::ffff:100.64.0.1'],
  ...['64:ff9b::127.0.0.2', '64:ff9b::a00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::7f00:2', '2002:7f00:2::1'],
  '2001:0:7f00:2::1',
]
/** Other spellings of one address, as old resolvers read them. */
const spellings = [
  '127.2',
  '0x7f000002',
  '2130706434',
  '0177.0.0.2',
  '127.0.0.2.',
  'LOCALHOST',
  'localhost.',
  'a.localhost',
]
const named = (address: string) => `n${addresses.indexOf(address)}.example`

async function scene(t: TestContext, edgeAllows: string, agentAllows: string) {
  const s = await startEdge({ env: { EDGE_ALLOW_TARGETS: edgeAllows } })
  t.after(() => s.stop())
  const changing = new Map<string, number>()
  const dns = await createDns(t, (name, type) => {
    const fixed = addresses.find(it => named(it) === name)
    if (fixed !== undefined)
      return fixed.includes(':') === (type === 'AAAA') ? { addresses: [fixed], ttl: 0 } : { addresses: [] }
    // The first answer is one that is allowed, each later one is somebody's home.
    const asked = changing.get(name) ?? 0
    if (type === 'A') changing.set(name, asked + 1)
    if (type === 'AAAA') return { addresses: asked === 0 ? [] : ['::1', '::ffff:127.0.0.2'], ttl: 0 }
    return { addresses: asked === 0 ? ['127.0.0.1'] : ['127.0.0.2'], ttl: 0 }
  })
  const store = memoryStore()
  const key = createPublicKey(store.privateKey).export({ type: 'spki', format: 'der' }).toString('base64')
  await s.knows(await s.user())
  await s.knows(await s.node({ publicKey: key } as never))
  const { resolve } = createNameServer({ servers: [dns.server] })
  const agent = createTestAgent(t, { port: s.edge.tunnelPort }, { store, allow: agentAllows, resolve })
  await agent.is(view => view.status === 'approved')

  /** What the door says to this target. */
  async function ask(host: string): Promise<string> {
    const asked = request({
      ...{
        host: '127.0.0.1',
        port: s.edge.httpPort,
        method: 'CONNECT',
        path: `${host}:${port}`,
        agent: false,
      },
      headers: { 'proxy-authorization': `Basic ${Buffer.from(`ann:${password}`).toString('base64')}` },
    }).end()
    const answered = Promise.withResolvers<string>()
    asked.on('connect', (res, socket) => {
      socket.destroy()
      answered.resolve(String(res.headers['x-traffix-error'] ?? res.statusCode))
    })
    asked.on('response', res => {
      res.resume()
      answered.resolve(String(res.headers['x-traffix-error'] ?? res.statusCode))
    })
    asked.on('error', answered.reject)
    return answered.promise
  }
  return { ask }
}
const literal = (address: string) => (address.includes(':') ? `[${address}]` : address)
const no = ['forbidden_target', 'bad_request', 'target_dns']

test('[HM1] what an edge must not carry it refuses, in every spelling, whatever its nodes would do', async t => {
  const { ask } = await scene(t, '', '0.0.0.0/0,::/0')
  for (const address of addresses) assert.equal(await ask(literal(address)), 'forbidden_target', address)
  for (const spelling of spellings) assert.ok(no.includes(await ask(spelling)), spelling)
  assert.deepEqual(reached, [])
})

test('[HM1] what a device must not reach it refuses, by address and by name, whatever its edge asks', async t => {
  const { ask } = await scene(t, '0.0.0.0/0,::/0', '')
  for (const address of addresses) {
    assert.equal(await ask(literal(address)), 'forbidden_target', address)
    assert.equal(await ask(named(address)), 'forbidden_target', named(address))
  }
  for (const spelling of spellings) assert.ok(no.includes(await ask(spelling)), spelling)
  assert.deepEqual(reached, [])
})

test('[HM1] a name that changes its answer never leads into a home', async t => {
  const { ask } = await scene(t, '', '127.0.0.1/32')
  const answers = new Set<string>()
  for (let i = 0; i < 40; i++) answers.add(await ask(`changing${i % 20}.example`))
  assert.ok(answers.has('200'))
  assert.deepEqual([...new Set(reached)], ['::ffff:127.0.0.1'])
})
