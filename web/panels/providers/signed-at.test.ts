import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayIn } from '../usage/ranges.ts'
import { signedAt } from './signed-at.ts'

const now = Date.parse('2026-11-27T11:00:00Z')

test('[WEB48] a paper of another day is of that day’s noon where it is read, summer or winter', () => {
  assert.equal(signedAt('2026-05-04', 'UTC', now), '2026-05-04T12:00:00.000Z')
  assert.equal(signedAt('2026-05-04', 'Asia/Tashkent', now), '2026-05-04T07:00:00.000Z')
  assert.equal(signedAt('2026-07-04', 'Europe/Berlin', now), '2026-07-04T10:00:00.000Z')
  assert.equal(signedAt('2026-01-04', 'Europe/Berlin', now), '2026-01-04T11:00:00.000Z')
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu'])
    assert.equal(dayIn(zone, Date.parse(signedAt('2026-05-04', zone, now)!)), '2026-05-04')
})

test('[WEB48] of a paper of today the hub says the time: noon may be still to come', () => {
  assert.equal(signedAt('2026-11-27', 'UTC', now), undefined)
  assert.equal(signedAt('2026-11-28', 'Pacific/Kiritimati', now), undefined)
})
