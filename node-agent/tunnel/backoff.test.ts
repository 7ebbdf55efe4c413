import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Backoff } from './backoff.ts'

test('[NA17] a retry is at once, later ones are spread by chance over a time that doubles up to 30 s', () => {
  const most = new Backoff(() => 1)
  const times = Array.from({ length: 10 }, () => most.nextMs())
  assert.deepEqual(times, [0, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
  most.reset()
  assert.equal(most.nextMs(), 0)
  const half = new Backoff(() => 0.5)
  assert.deepEqual([half.nextMs(), half.nextMs(), half.nextMs()], [0, 250, 500])
})
