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

test('[WEB31] bytes are decimal and named so, one way everywhere', () => {
  const { bytes, bytesPerSecond } = createFormat('en', 'UTC')
  const shown = [0, 1, 999, 1_000, 1_500_000, 360_000_000, 999_499, 999_500, 999_999_999, 2.5e12]
  assert.deepEqual(
    shown.map(it => plain(bytes(it))),
    ['0 B', '1 B', '999 B', '1.0 kB', '1.5 MB', '360 MB', '999 kB', '1.0 MB', '1.0 GB', '2.5 TB'],
  )
  assert.equal(plain(bytesPerSecond(23)), '23 B/s')
  const ru = createFormat('ru', 'UTC')
  assert.equal(plain(ru.bytes(23)), '23 Б')
  assert.equal(plain(ru.bytes(1_500_000)), '1,5 МБ')
  assert.equal(plain(ru.bytesPerSecond(1_500_000)), '1,5 МБ/с')
  assert.equal(plain(createFormat('uz', 'UTC').bytes(23)), '23 B')
})

test('[WEB31] every byte is told where it is asked for, with the plural of the language', () => {
  const of = (language: string, values: number[]) =>
    values.map(it => plain(createFormat(language, 'UTC').exactBytes(it)))
  assert.deepEqual(of('en', [0, 1, 12_345_678]), ['0 bytes', '1 byte', '12,345,678 bytes'])
  assert.deepEqual(of('ru', [1, 2, 5, 21, 12_345_678]), [
    '1 байт',
    '2 байта',
    '5 байт',
    '21 байт',
    '12 345 678 байт',
  ])
  assert.deepEqual(of('uz', [23]), ['23 bayt'])
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
