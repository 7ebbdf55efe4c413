import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFormat } from './format.ts'

const plain = (text: string) => text.replace(/[\u00a0\u202f\u2009]/g, ' ')

test('[WEB3] times are shown in the zone of the profile, whatever the zone of the device', () => {
  const at = '2026-03-29T00:30:00Z'
  assert.equal(createFormat('en', 'Asia/Tashkent').clock(at), '05:30:00')
  assert.equal(createFormat('en', 'America/New_York').clock(at), '20:30:00')
})

test('[WEB3] a day that loses an hour is shown with its own hours', () => {
  const { clock } = createFormat('en', 'Europe/Berlin')
  assert.equal(clock('2026-03-29T00:59:59Z'), '01:59:59')
  assert.equal(clock('2026-03-29T01:00:00Z'), '03:00:00')
})

test('bytes are decimal and named so', () => {
  const { bytes } = createFormat('en', 'UTC')
  assert.equal(plain(bytes(0)), '0 byte')
  assert.equal(plain(bytes(999)), '999 byte')
  assert.equal(plain(bytes(1_500_000)), '1.5 MB')
  assert.equal(plain(bytes(360_000_000)), '360 MB')
  assert.equal(plain(createFormat('ru', 'UTC').bytes(1_500_000)), '1,5 МБ')
})

test('an uptime keeps its width from second to second', () => {
  const { uptime } = createFormat('en', 'UTC')
  assert.equal(uptime(59_999), '00:00:59')
  assert.equal(uptime(3_600_000), '01:00:00')
  assert.equal(plain(uptime(90_061_000)), '1 day 01:01:01')
})

test('a countdown ends at nothing, never below', () => {
  const { countdown } = createFormat('en', 'UTC')
  assert.equal(countdown(299_001), '5:00')
  assert.equal(countdown(-5), '0:00')
})

test('[WEB3] where the device stands in another zone a time says whose it is', () => {
  const at = '2026-07-01T12:00:00Z'
  const named = createFormat('en', 'Asia/Tashkent', true)
  assert.equal(named.clock(at), '17:00:00 GMT+5')
  assert.equal(plain(named.dateTime(at)), '1 Jul 2026, 17:00 GMT+5')
  assert.equal(named.bareClock(at), '17:00:00')
  assert.equal(createFormat('en', 'Asia/Tashkent').clock(at), '17:00:00')
})

test('[WEB3] a zone that the browser does not know is shown as UTC, and says so', () => {
  assert.equal(createFormat('en', 'Etc/Unknown').clock('2026-07-01T12:00:00Z'), '12:00:00 UTC')
})

test('Uzbek dates and ages do not depend on what the browser knows of Uzbek', () => {
  const { date, dateTime, ago } = createFormat('uz', 'Asia/Tashkent')
  const at = '2026-11-25T22:30:00Z'
  const now = Date.parse(at)
  assert.equal(date(at), '26-noy, 2026')
  assert.equal(plain(dateTime(at)), '26-noy, 2026, 03:30')
  assert.equal(ago(at, now), 'hozir')
  assert.equal(ago(at, now + 3 * 3_600_000), '3 soat oldin')
  assert.equal(ago(at, now + 30 * 3_600_000), 'kecha')
  assert.equal(ago(at, now + 100 * 86_400_000), '3 oy oldin')
})

test('an age tells tenths of a second as long as they say something, and a rate tenths of a few', () => {
  const { age, rate } = createFormat('en', 'UTC')
  assert.deepEqual([-20, 400, 59_949, 61_000, 90_061_000].map(age).map(plain), [
    '0.0s',
    '0.4s',
    '59.9s',
    '00:01:01',
    '1 day 01:01:01',
  ])
  assert.deepEqual([0, 3.14, 12_345.6].map(rate), ['0.0', '3.1', '12,346'])
})
