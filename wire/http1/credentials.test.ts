import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basicCredentials, encodeBasic } from './credentials.ts'

const base64 = (text: string, encoding: 'utf8' | 'latin1' = 'utf8') =>
  Buffer.from(text, encoding).toString('base64')

test('[WI14] the name ends at the first colon, in whatever case Basic is written', () => {
  for (const [username, password] of [
    ['alice-country-uz', 's3:cr:et'],
    ['', ''],
    ['ü', 'пароль'],
  ] as const)
    assert.deepEqual(basicCredentials(encodeBasic({ username, password })), { username, password })
  assert.deepEqual(basicCredentials(`bAsIC   ${base64('a:b')}`), { username: 'a', password: 'b' })
  assert.deepEqual(basicCredentials('Basic YTpiYg'), { username: 'a', password: 'bb' }, 'without padding')
  assert.equal(basicCredentials(undefined), null)
})

test('[WI14] what is no login is refused, and why', () => {
  for (const [value, why] of [
    ['Bearer abc', /Basic/],
    ['Basic', /Basic/],
    ['Basic ', /Basic/],
    ['Basic a*b', /Basic/],
    [`Basic ${base64('a:b')}, Basic ${base64('a:b')}`, /Basic/],
    ['', /Basic/],
    [`Basic ${base64('nocolon')}`, /name:password/],
    [`Basic ${base64('a:b\n')}`, /name:password/],
    [`Basic ${base64('a:\xff', 'latin1')}`, /UTF-8/],
    [`Basic ${base64('a:' + 'x'.repeat(1_100))}`, /too long/],
    [`Basic ${'A'.repeat(1_000_000)}`, /too long/],
  ] as const) {
    const found = basicCredentials(value)
    assert.match(found && 'fault' in found ? found.fault : 'taken', why, value.slice(0, 40))
  }
})
