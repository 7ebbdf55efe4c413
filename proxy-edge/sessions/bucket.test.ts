import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Bucket } from './bucket.ts'

test('[SE3] a speed is a debt that time pays; a pause earns a quarter of a second and no more', () => {
  const clock = { ms: 0 }
  const bucket = new Bucket(100_000, () => clock.ms)
  assert.equal(bucket.take(50_000), 500)
  clock.ms += 200
  assert.equal(bucket.waitMs, 300)
  clock.ms += 300
  assert.equal(bucket.waitMs, 0)
  assert.equal(bucket.take(10_000), 100)
  clock.ms += 60_000
  assert.equal(bucket.take(25_000), 0)
  assert.equal(bucket.take(1_000), 10)
  bucket.bytesPerSecond = 1_000_000
  assert.equal(bucket.waitMs, 1)
})
