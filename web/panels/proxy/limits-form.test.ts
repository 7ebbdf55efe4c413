import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitsOf, textsOf } from './limits-form.ts'

test('[WEB31] a limit is written in decimal GB, with a comma or a point, and nothing is no limit', () => {
  assert.deepEqual(textsOf({ dayBytes: 1_500_000_000, monthBytes: null }), {
    dayBytes: '1.5',
    monthBytes: '',
  })
  assert.deepEqual(limitsOf({ dayBytes: '1,5', monthBytes: ' ' }), {
    limits: { dayBytes: 1_500_000_000, monthBytes: null },
  })
  for (const wrong of ['0', '-1', 'much', '1e99'])
    assert.deepEqual(limitsOf({ dayBytes: '2', monthBytes: wrong }), { wrong: 'monthBytes' })
})
