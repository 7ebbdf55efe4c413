import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fullJitter } from './backoff.ts'

test('[LIVE2] the wait doubles to its limit and is drawn from all of it', () => {
  const most = (failures: number) => fullJitter(failures, { baseMs: 500, maxMs: 15_000, random: () => 1 })
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 6, 1000].map(most),
    [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000],
  )
  assert.equal(fullJitter(9, { baseMs: 500, maxMs: 15_000, random: () => 0 }), 0)
})
