import assert from 'node:assert/strict'
import { test } from 'node:test'
import { offsetOf, placeOffsets } from './place-offsets.ts'

const winter = new Date('2026-01-15T12:00:00Z')
const summer = new Date('2026-07-15T12:00:00Z')

test('[GE8] a clock is compared with those of its country as they are at that time of the year', () => {
  assert.deepEqual([offsetOf('Europe/Berlin', winter), offsetOf('Europe/Berlin', summer)], [60, 120])
  assert.deepEqual([offsetOf('Asia/Kolkata', winter), offsetOf('America/St_Johns', winter)], [330, -210])
  assert.deepEqual([offsetOf('UTC', winter), offsetOf('Mars/Olympus', winter)], [0, null])
  assert.ok(placeOffsets('de', winter).includes(60) && !placeOffsets('de', winter).includes(120))
  assert.deepEqual(placeOffsets('uz', summer), [300])
  assert.ok(placeOffsets('us', winter).length >= 6)
  assert.deepEqual([placeOffsets(null, winter), placeOffsets('zz', winter)], [[], []])
})
