import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createStepWords } from './step-words.ts'

const at = Date.parse('2026-11-26T19:00:00Z')
const plain = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, ' ')

test('[WEB36] a step is told in the account’s zone, a day begins with its date and a year with its number', () => {
  const hour = createStepWords('en', 'Asia/Tashkent', 'hour')
  assert.equal(hour.short(at), '27 Nov')
  assert.equal(hour.short(at + 3_600_000), '01:00')
  assert.equal(plain(hour.long(at)), '27 Nov 2026, 00:00–01:00')
  const month = createStepWords('en', 'UTC', 'month')
  assert.equal(month.short(Date.parse('2026-01-01T00:00:00Z')), '2026')
  assert.equal(month.long(at), 'November 2026')
})

test('[WEB36] Uzbek steps do not depend on what the browser knows of Uzbek', () => {
  assert.equal(createStepWords('uz', 'UTC', 'day').short(at), '26-noy')
  assert.equal(createStepWords('uz', 'UTC', 'month').long(at), '2026-yil, noy')
})

test('[WEB36] marks stand where people count from, and no more of them than there is room for', () => {
  const times = Array.from({ length: 24 }, (_, i) => at - (23 - i) * 3_600_000)
  const { ticks, short } = createStepWords('en', 'UTC', 'hour')
  assert.deepEqual(
    ticks(times, 4).map(it => short(it)),
    ['26 Nov', '06:00', '12:00', '18:00'],
  )
  const days = Array.from({ length: 30 }, (_, i) => at - (29 - i) * 86_400_000)
  const marks = createStepWords('en', 'UTC', 'day').ticks(days, 6)
  assert.equal(marks.at(-1), at, 'the last day has its mark')
  assert.ok(marks.length <= 6)
})
