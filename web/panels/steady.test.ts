import assert from 'node:assert/strict'
import { test } from 'node:test'
import { steady, type Steady } from './steady.ts'

type Row = { id: string; rate: number }
const row = (id: string, rate: number): Row => ({ id, rate })
const compare = (a: Row, b: Row) => b.rate - a.rate
const base = { compare, held: false, now: 0, everyMs: 5_000, most: 4 }
const ids = (it: Steady<Row>) => it.rows.map(one => one.id).join(' ')

test('[WEB29] rows change places only every few seconds; until then new ones come at the end', () => {
  let list = steady(null, { ...base, rows: [row('a', 1), row('b', 9)] })
  assert.equal(ids(list), 'b a')
  list = steady(list, { ...base, now: 4_999, rows: [row('a', 50), row('b', 9), row('c', 99)] })
  assert.equal(ids(list), 'b a c')
  assert.equal(list.rows[1]?.rate, 50, 'figures change in place')
  list = steady(list, { ...base, now: 5_000, rows: [row('a', 50), row('b', 9), row('c', 99)] })
  assert.equal(ids(list), 'c a b')
})

test('[WEB29] while somebody points at the list nothing moves, and what is over keeps its place', () => {
  const before = steady(null, { ...base, rows: [row('a', 3), row('b', 2), row('c', 1)] })
  const held = { ...base, held: true, now: 60_000 }
  const list = steady(before, { ...held, rows: [row('c', 9), row('a', 3), row('d', 7), row('e', 8)] })
  assert.equal(ids(list), 'a b c e', 'no more than it may hold')
  assert.deepEqual([...list.gone], ['b'])
  const later = steady(list, { ...held, rows: [row('b', 5)] })
  assert.deepEqual([ids(later), [...later.gone].join(' ')], ['a b c e', 'a c e'], 'one that is back is back')
  const free = steady(later, { ...base, now: 60_001, rows: [row('b', 5), row('f', 6)] })
  assert.deepEqual([ids(free), free.gone.size], ['f b', 0])
})
