import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createDns } from '../testing/dns.ts'
import { createNameServer, type Found } from './resolve.ts'

const both = async (found: Found) => ({ v6: await found.v6, v4: await found.v4 })

test('[NA30] a name is asked for in both families at once, and each answer comes on its own', async t => {
  const dns = await createDns(t, (name, type) => {
    if (name === 'v4.example')
      return type === 'A' ? { addresses: ['192.0.2.1', '192.0.2.2'] } : { addresses: [] }
    if (name === 'slow.example') return type === 'A' ? { addresses: ['192.0.2.3'] } : 'silence'
    return 'no such name'
  })
  const names = createNameServer({ servers: [dns.server] })
  assert.deepEqual(await both(names.resolve('v4.example')), { v6: [], v4: ['192.0.2.1', '192.0.2.2'] })
  assert.deepEqual(await both(names.resolve('none.example')), { v6: [], v4: [] })
  assert.deepEqual(await names.resolve('slow.example').v4, ['192.0.2.3'], 'whatever the other one does')
  names.forget()
  assert.deepEqual([...new Set(dns.asked)].sort().slice(0, 2), ['A none.example', 'A slow.example'])
})

test('[NA31] an answer is kept as long as it says, within bounds, and not on another network', async t => {
  let clock = 0
  let address = '192.0.2.1'
  const ttls: Record<string, number> = { 'short.example': 0, 'mid.example': 5, 'long.example': 86_400 }
  const dns = await createDns(t, (name, type) =>
    type === 'A' ? { addresses: [address], ttl: ttls[name]! } : { addresses: [] },
  )
  const names = createNameServer({ servers: [dns.server], now: () => clock })
  const all = () => Promise.all(Object.keys(ttls).map(async name => (await both(names.resolve(name))).v4[0]))
  const [old, young] = ['192.0.2.1', '192.0.2.2']
  assert.deepEqual(await all(), [old, old, old])
  address = young
  clock = 999
  assert.deepEqual(await all(), [old, old, old])
  clock = 1_000
  assert.deepEqual(await all(), [young, old, old])
  clock = 5_000
  assert.deepEqual(await all(), [young, young, old])
  clock = 60_000
  assert.deepEqual(await all(), [young, young, young])
  address = old
  names.forget()
  assert.deepEqual(await all(), [old, old, old])
  const asked = dns.asked.length
  await Promise.all(Array.from({ length: 20 }, () => both(names.resolve('new.example'))))
  assert.equal(dns.asked.length, asked + 2, 'asked for once, by however many')
})

test('[NA32] localhost is never asked for', async t => {
  const dns = await createDns(t, () => ({ addresses: ['192.0.2.1'] }))
  const names = createNameServer({ servers: [dns.server] })
  for (const name of ['localhost', 'x.localhost'])
    assert.deepEqual(await both(names.resolve(name)), { v6: ['::1'], v4: ['127.0.0.1'] })
  assert.deepEqual(dns.asked, [])
})
