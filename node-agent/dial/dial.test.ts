import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test, type TestContext } from 'node:test'
import { parseAllowList } from '#wire/addresses/lists.ts'
import { createTestAgent } from '../testing/agent.ts'
import { createBlackHole } from '../testing/black-hole.ts'
import { createDns } from '../testing/dns.ts'
import { createTestEdge } from '../testing/edge.ts'
import { createTarget, echo } from '../testing/target.ts'
import { createDial } from './dial.ts'
import { failureOf } from './dialed.ts'
import { createJudge } from './judge.ts'
import { createNameServer } from './resolve.ts'

const names = {
  'v4.example': { A: ['127.0.0.1'], AAAA: [] },
  'mapped.example': { A: [], AAAA: ['::ffff:127.0.0.1'] },
  'v6.example': { A: [], AAAA: ['::1'] },
  'nat64.example': { A: [], AAAA: ['64:ff9b::127.0.0.1'] },
  'cloud.example': { A: ['169.254.169.254'], AAAA: [] },
  'both.example': { A: ['10.1.2.3', '192.168.0.1'], AAAA: ['fd00::1', 'fe80::1'] },
  'mixed.example': { A: ['127.0.0.1', '127.0.0.3'], AAAA: ['::1'] },
} as const

async function device(t: TestContext, allow: string) {
  const edge = await createTestEdge(t)
  const dns = await createDns(t, (name, type) => {
    const known = (names as Record<string, Record<'A' | 'AAAA', readonly string[]>>)[name]
    return known ? { addresses: known[type] } : 'no such name'
  })
  const { resolve } = createNameServer({ servers: [dns.server] })
  createTestAgent(t, edge, { allow, resolve })
  return edge.device()
}

test('[NA36] what is not the public internet is not reached: by address in any form, or by name', async t => {
  const target = await createTarget(t, echo, '0.0.0.0')
  const agent = await device(t, '')
  const hosts = [
    ...['127.0.0.1', '127.8.9.1', '0.0.0.0', '10.0.0.1', '172.31.0.1', '192.168.1.1', '100.64.0.1'],
    ...[
      '169.254.169.254',
      '100.100.100.200',
      '169.254.1.1',
      '224.0.0.1',
      '239.255.255.250',
      '255.255.255.255',
    ],
    ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::127.0.0.1]'],
    ...['[64:ff9b::a00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::1]', '[fe80::1]', '[fd00::1]', '[ff02::1]'],
    ...['2130706433', '0x7f000001', '0x7f.1', '127.1', '0177.0.0.1', '017700000001', '127.0.0.1.'],
    ...['localhost', 'LOCALHOST', 'localhost.', 'x.localhost', '１２７.0.0.1'],
    ...Object.keys(names),
  ]
  for (const host of hosts) {
    const { answer } = await agent.connect(`${host}:${target.port}`)
    assert.equal(answer.ok ? 'reached' : answer.code, 'forbidden', host)
  }
  assert.equal(target.connections(), 0)
})

test('[NA37] its owner may allow an address, or one port of it, and nothing more than that', async t => {
  const [one, other] = [await createTarget(t, echo, '0.0.0.0'), await createTarget(t, echo, '0.0.0.0')]
  const agent = await device(t, `127.0.0.1/32:${one.port},127.0.0.3`)
  const reach = async (target: string) => {
    const { answer } = await agent.connect(target)
    return answer.ok || answer.code
  }
  assert.equal(await reach(`127.0.0.1:${one.port}`), true)
  assert.equal(await reach(`[::ffff:127.0.0.1]:${one.port}`), true)
  assert.equal(await reach(`v4.example:${one.port}`), true)
  assert.equal(await reach(`127.0.0.1:${other.port}`), 'forbidden')
  assert.equal(await reach(`127.0.0.2:${one.port}`), 'forbidden')
  assert.equal(await reach(`127.0.0.3:${other.port}`), true)
})

test('[NA35] of a name with good and forbidden addresses the good one is reached', async t => {
  const seen: (string | undefined)[] = []
  const target = await createTarget(t, socket => seen.push(socket.localAddress), '0.0.0.0')
  const agent = await device(t, '127.0.0.3')
  assert.deepEqual((await agent.connect(`mixed.example:${target.port}`)).answer, { ok: true })
  assert.deepEqual(seen, ['127.0.0.3'])
})

test('[NA38] a name that changes its answer leads nowhere else: what was judged is what is dialled', async t => {
  const seen: (string | undefined)[] = []
  const target = await createTarget(t, socket => void seen.push(socket.localAddress), '0.0.0.0')
  let asked = 0
  const dns = await createDns(t, (_, type) => ({
    addresses: type === 'A' ? [asked++ % 2 === 0 ? '127.0.0.3' : '127.0.0.1'] : [],
    ttl: 0,
  }))
  const server = createNameServer({ servers: [dns.server] })
  const dial = createDial({ judge: createJudge(parseAllowList('127.0.0.3')), resolve: server.resolve })
  const results: string[] = []
  for (let i = 0; i < 6; i++) {
    const dialed = await dial(`rebind.example:${target.port}`).result
    results.push(dialed.ok ? 'reached' : dialed.code)
    if (dialed.ok) dialed.socket.destroy()
    server.forget()
  }
  assert.deepEqual(results, ['reached', 'forbidden', 'reached', 'forbidden', 'reached', 'forbidden'])
  assert.equal(asked, 6, 'one look-up for each')
  assert.deepEqual(new Set(seen), new Set(['127.0.0.3']))
})

test('[NA38] where a connection really leads is judged again before a byte passes', async t => {
  const target = await createTarget(t, echo)
  let judged = 0
  const dial = createDial({
    judge: () => (judged++ === 0 ? null : 'not what it seemed'),
    resolve: createNameServer().resolve,
  })
  const dialed = await dial(target.text).result
  assert.deepEqual(dialed, {
    ok: false,
    code: 'forbidden',
    message: 'the target is not to be reached from here: not what it seemed',
  })
})

test('[NA39] each failure has its code, and a name that is not there is not tried again and again', async t => {
  const gone = await createTarget(t, echo)
  const agent = await device(t, '127.0.0.0/8')
  const { port } = gone
  const fault = async (target: string) => {
    const { answer, heard } = await agent.connect(target)
    await heard.ended
    return answer.ok ? 'reached' : answer.code
  }
  assert.equal(await fault('nothing.example:80'), 'dns')
  assert.equal(await fault(`127.0.0.9:${port}`), 'refused')
  for (const [code, expected] of [
    ['ENETUNREACH', 'unreachable'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'timeout'],
    ['EMFILE', 'overloaded'],
  ] as const)
    assert.equal(failureOf(Object.assign(new Error('x'), { code })).code, expected)
})

test('[NA39] a target that never answers is given up, and so is one that nobody waits for any more', async t => {
  const { port } = await createTarget(t, echo)
  await createBlackHole(t, '127.0.0.2', port)
  const judge = createJudge(parseAllowList('127.0.0.0/8'))
  const dial = createDial({ judge, resolve: createNameServer().resolve, timeoutMs: 50 })
  const late = await dial(`127.0.0.2:${port}`).result
  assert.equal(late.ok || late.code, 'timeout')

  const agent = await device(t, '127.0.0.0/8')
  const waiting = agent.connect(`127.0.0.2:${port}`)
  const failed = assert.rejects(waiting)
  agent.kill()
  await failed
})

test('[NA33] an address of the first family that swallows everything costs a moment, not the connection', async t => {
  const target = await createTarget(t, socket => socket.end('hello'))
  await createBlackHole(t, '127.0.0.2', target.port)
  const dial = createDial({
    judge: createJudge(parseAllowList('127.0.0.0/8')),
    resolve: () => ({ v6: Promise.resolve(['127.0.0.2']), v4: Promise.resolve(['127.0.0.1']) }),
  })
  const dialed = await dial(`two.example:${target.port}`).result
  assert.ok(dialed.ok)
  assert.equal(dialed.socket.remoteAddress, '127.0.0.1')
  dialed.socket.destroy()
  await once(dialed.socket, 'close')
})
