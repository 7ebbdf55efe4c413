import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayIn, daysOf, planOf, stepsOf } from './ranges.ts'

const now = Date.parse('2026-11-26T19:30:20Z')
const none = { from: '', to: '' }

test('[WEB36] days and months of a range are those of the account’s zone', () => {
  assert.equal(dayIn('Asia/Tashkent', now), '2026-11-27')
  const month = planOf({ range: 'month', ...none, step: 'day' }, 'Asia/Tashkent', now)!
  assert.deepEqual(month.asked, { from: '2026-10-29', to: '2026-11-28', step: 'day' })
  const there = planOf({ range: 'month', ...none, step: 'day' }, 'America/New_York', now)!
  assert.deepEqual(there.asked, { from: '2026-10-28', to: '2026-11-27', step: 'day' })
  const year = planOf({ range: 'year', ...none, step: 'month' }, 'UTC', now)!
  assert.deepEqual(year.asked, { from: '2025-12-01', to: '2026-12-01', step: 'month' })
})

test('[WEB36] the period before is as long and ends where the other begins', () => {
  const month = planOf({ range: 'month', ...none, step: 'day' }, 'UTC', now)!
  assert.deepEqual(month.before, { from: '2026-09-28', to: '2026-10-28', step: 'day' })
  assert.equal(month.before.to, month.asked.from)
  const year = planOf({ range: 'year', ...none, step: 'month' }, 'UTC', now)!
  assert.deepEqual(year.before, { from: '2024-12-01', to: '2025-12-01', step: 'month' })
  // Instants are widened by the hub to whole hours: 20:30 of the day before begins at 20:00.
  const day = planOf({ range: 'day', ...none, step: 'hour' }, 'UTC', now)!
  assert.deepEqual(
    [day.asked.from, day.asked.to, day.before.from, day.before.to],
    [
      '2026-11-25T20:30:20.000Z',
      '2026-11-26T19:30:20.000Z',
      '2026-11-24T20:30:20.000Z',
      '2026-11-25T19:30:20.000Z',
    ],
  )
})

test('[WEB36] days of one’s own are both part of the range, whole months by month', () => {
  const wish = { range: 'custom', from: '2026-11-01', to: '2026-11-07' } as const
  assert.deepEqual(planOf({ ...wish, step: 'day' }, 'UTC', now), {
    asked: { from: '2026-11-01', to: '2026-11-08', step: 'day' },
    before: { from: '2026-10-25', to: '2026-11-01', step: 'day' },
  })
  assert.deepEqual(planOf({ ...wish, from: '2026-09-15', step: 'month' }, 'UTC', now), {
    asked: { from: '2026-09-01', to: '2026-12-01', step: 'month' },
    before: { from: '2026-06-01', to: '2026-09-01', step: 'month' },
  })
  assert.equal(planOf({ ...wish, from: '2026-11-09', step: 'day' }, 'UTC', now), null)
  assert.equal(planOf({ ...wish, from: '2026-13-45', step: 'day' }, 'UTC', now), null)
  assert.equal(daysOf('2026-03-28', '2026-03-30'), 3, 'also where a day has 23 hours')
})

test('[WEB36] a long range is not asked for by the minute', () => {
  assert.deepEqual(stepsOf({ range: 'custom', from: '2026-11-01', to: '2026-11-02' }), [
    'hour',
    'minute',
    'day',
  ])
  const day = { range: 'day', from: '', to: '' } as const
  assert.deepEqual(stepsOf(day), ['hour', 'minute'])
  assert.deepEqual(stepsOf(day, { network: true }), ['hour'])
  assert.deepEqual(stepsOf({ ...day, range: 'hour' }, { network: true }), ['minute'])
  assert.deepEqual(stepsOf({ ...day, range: 'year' }, { network: true }), ['month'])
  assert.deepEqual(stepsOf({ range: 'custom', from: '2026-01-01', to: '2026-11-02' }, { network: true }), [
    'month',
  ])
  assert.deepEqual(stepsOf({ range: 'custom', from: '2020-01-01', to: '2026-11-02' }), ['month', 'day'])
})
