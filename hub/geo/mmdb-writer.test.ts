import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Reader } from 'mmdb-lib'
import { createMmdbWriter } from './mmdb-writer.ts'

const read = (writer: ReturnType<typeof createMmdbWriter>) =>
  new Reader(writer.finish({ type: 'Test', builtAt: new Date('2026-11-27T00:00:00Z') })) as unknown as {
    get(address: string): { n: number } | null
    metadata: { databaseType: string; buildEpoch: Date }
  }

test('[GE1] what was written is read back, of the narrowest network that was written', () => {
  const writer = createMmdbWriter()
  const long = 'x'.repeat(300)
  writer.insert('10.0.0.0/8', { n: 1, text: long, half: 0.5, minus: -3, yes: true, in: { deep: 'er' } })
  writer.insert('10.1.0.0/16', { n: 2 })
  writer.insert('10.1.2.3', { n: 3 })
  writer.insert('2001:db8::/32', { n: 4 })
  writer.insert('2001:db8::1', { n: 5 })
  const reader = read(writer)
  assert.deepEqual(reader.get('10.9.9.9'), {
    n: 1,
    text: long,
    half: 0.5,
    minus: -3,
    yes: true,
    in: { deep: 'er' },
  })
  assert.equal(reader.get('10.1.9.9')?.n, 2)
  assert.equal(reader.get('10.1.2.3')?.n, 3)
  assert.equal(reader.get('10.1.2.4')?.n, 2)
  assert.equal(reader.get('11.0.0.0'), null)
  assert.equal(reader.get('2001:db8::2')?.n, 4)
  assert.equal(reader.get('2001:db8::1')?.n, 5)
  assert.equal(reader.get('2001:db9::1'), null)
  assert.equal(reader.metadata.databaseType, 'Test')
  assert.equal(reader.metadata.buildEpoch.toISOString(), '2026-11-27T00:00:00.000Z')
})

test('[GE1] ranges that begin and end anywhere are found at both ends and not beside them', () => {
  let seed = 7
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
  const dotted = (n: number) => [24, 16, 8, 0].map(shift => (n >>> shift) & 255).join('.')
  const writer = createMmdbWriter()
  const ranges: [first: number, last: number][] = []
  for (let at = 16_777_216; ranges.length < 300;) {
    const first = at + 1 + random(1_000)
    const last = first + random(200_000)
    writer.insertRange(BigInt(first), BigInt(last), 32, { n: ranges.length })
    ranges.push([first, last])
    at = last + 1
  }
  const reader = read(writer)
  for (const [n, [first, last]] of ranges.entries()) {
    for (const at of [first, last, first + Math.floor((last - first) / 2)])
      assert.equal(reader.get(dotted(at))?.n, n)
    assert.notEqual(reader.get(dotted(first - 1))?.n, n)
    assert.notEqual(reader.get(dotted(last + 1))?.n, n)
  }
})
