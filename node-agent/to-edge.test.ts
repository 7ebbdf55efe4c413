import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { test, type TestContext } from 'node:test'
import { defaultPolicy } from '#protocol/policy.ts'
import { AgentLimits } from './limits.ts'
import { createTestAgent } from './testing/agent.ts'
import { createTestEdge, type TestDevice } from './testing/edge.ts'
import { createTarget, echo } from './testing/target.ts'
import { isEdge } from './tunnel/is-edge.ts'

/** A door that takes tunnels, and answers everything else with what it is told. */
async function createDoor(t: TestContext, tunnelPort: number, from: string[] = []): Promise<number> {
  const server = createServer(socket => {
    from.push(socket.remoteAddress ?? '')
    socket.on('error', () => {})
    socket.once('data', first => {
      if (first[0] !== 0x16) {
        socket.write(first)
        return void socket.pipe(socket)
      }
      const far = connect(tunnelPort, '127.0.0.1').on('error', () => {})
      far.write(first)
      socket.pipe(far).pipe(socket)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}
const code = async (device: TestDevice, target: string) => {
  const { answer } = await device.connect(target)
  return answer.ok ? 'ok' : answer.code
}

test('[NA47] its own edge is let through in any state of the device, and nothing else is', async t => {
  const edge = await createTestEdge(t, { answer: () => ({ status: 'pending' }) })
  const elsewhere = await createTarget(t, echo)
  const port = await createDoor(t, edge.port)
  const agent = createTestAgent(t, { port }, { allow: '' })
  const device = await edge.device()
  const own = `127.0.0.1:${port}`
  const states = [
    () => {},
    () => device.say({ type: 'status', status: 'suspended' }),
    () => device.say({ type: 'status', status: 'approved' }),
    () => device.say({ type: 'policy', ...defaultPolicy, paused: true }),
  ]
  for (const change of states) {
    change()
    assert.equal(await code(device, own), 'ok')
    for (const other of [`127.0.0.1:${edge.port}`, elsewhere.text, `127.0.0.2:${port}`, `localhost:${port}`])
      assert.equal(await code(device, other), 'forbidden', other)
  }
  await agent.is(it => it.resting === 'paused')
  assert.equal(agent.view().sessions, 0)
})

test('[NA47] what goes to the edge itself counts for no cap, and is little', async t => {
  const edge = await createTestEdge(t)
  const port = await createDoor(t, edge.port)
  const agent = createTestAgent(t, { port }, { allow: '' })
  const device = await edge.device()
  const { stream, heard } = await device.connect(`127.0.0.1:${port}`)
  stream.write(Buffer.alloc(10_000))
  await heard.atLeast(10_000)
  assert.equal(agent.view().monthBytes, 0)
  stream.write(Buffer.alloc(AgentLimits.toEdgeBytes))
  assert.equal(await heard.closed, 'reset')
  assert.equal(agent.view().monthBytes, 0)
})

test('[NA47] the edge is itself by the name its owner gave and by the address the tunnel has, on its port only', () => {
  const named = { host: 'Edge.Example.com', port: 7443 }
  const connected = { host: '::ffff:198.51.100.7', port: 7443 }
  const is = (text: string) => isEdge(text, named, connected)
  assert.ok(['edge.example.com:7443', 'EDGE.example.com.:7443', '198.51.100.7:7443'].every(is))
  const others = ['edge.example.com:443', '198.51.100.7:80', '198.51.100.8:7443', 'example.com:7443', 'x']
  assert.ok(!others.some(is))
  const v6 = { host: '2001:db8::1', port: 7443 }
  assert.ok(isEdge('[2001:db8:0::1]:7443', v6, v6))
})

test('[NA48] a device that takes nothing says of what is forbidden that it is, by name too', async t => {
  const edge = await createTestEdge(t, { answer: () => ({ policy: { paused: true } }) })
  const names: Record<string, string[]> = {
    'home.example': ['10.0.0.1'],
    'both.example': ['10.0.0.1', '192.0.43.8'],
  }
  const resolve = (name: string) => ({
    v6: Promise.resolve([]),
    v4: Promise.resolve(names[name] ?? []),
  })
  const agent = createTestAgent(t, edge, { allow: '', resolve })
  const device = await edge.device()
  await agent.is(it => it.resting === 'paused')
  const asked = ['10.0.0.1:80', '127.1:80', 'home.example:80', 'both.example:80', '192.0.43.8:80']
  const said = await Promise.all(asked.map(it => code(device, it)))
  assert.deepEqual(said, ['forbidden', 'forbidden', 'forbidden', 'overloaded', 'overloaded'])
  assert.equal(agent.view().sessions, 0)
})

test('[NA49] from an address that is named both the tunnel and what it dials leave', async t => {
  const edge = await createTestEdge(t)
  const from: string[] = []
  const port = await createDoor(t, edge.port, from)
  const target = await createTarget(t, socket => void socket.end(socket.remoteAddress ?? ''))
  createTestAgent(t, { port }, { from: '127.0.0.5' })
  const device = await edge.device()
  const { heard } = await device.connect(target.text)
  await heard.ended
  assert.equal(heard.bytes().toString(), '127.0.0.5')
  assert.equal(await code(device, `127.0.0.1:${port}`), 'ok')
  assert.deepEqual(from, ['127.0.0.5', '127.0.0.5'])
  assert.equal(await code(device, `[::1]:${target.port}`), 'unreachable')
})
