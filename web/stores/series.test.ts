import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSeries } from './series.ts'

test('a series keeps the newest figures in order', () => {
  const series = createSeries(3)
  for (const value of [1, 2, 3, 4, 5]) series.push(value)
  assert.equal(series.length, 3)
  assert.deepEqual([0, 1, 2].map(series.at), [3, 4, 5])
})

test('a series that is not full yet begins with its first figure', () => {
  const series = createSeries(3)
  series.push(7)
  assert.equal(series.length, 1)
  assert.equal(series.at(0), 7)
})
