import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anywhere, cityKey, parseProxyName, proxyName } from '#protocol/routing.ts'

test('[PX6] a user name says where to go, and is written again as it was', () => {
  for (const name of [
    'ann',
    'ann.b_2-country-us',
    'ann-country-us-city-new_york',
    'ann-asn-7922',
    'ann-country-de-session-cart1',
    'ann-session-cart1-ttl-60-strict',
    'ann-country-us-city-new_york-asn-7922-session-A.b_1-ttl-1440-strict',
  ]) {
    const parsed = parseProxyName(name)
    assert.ok('login' in parsed, name)
    assert.equal(proxyName(parsed), name)
  }
  assert.deepEqual(parseProxyName('ann'), { login: 'ann', routing: anywhere })
  assert.deepEqual(parseProxyName('ann-COUNTRY-US-City-New_York'), {
    login: 'ann',
    routing: { ...anywhere, country: 'us', city: 'new_york' },
  })
})

test('[PX6] unknown words and values are refused by name', () => {
  for (const [name, fault] of [
    ['', /login/],
    ['a b', /login/],
    ['ann-planet-mars', /unknown word "planet"/],
    ['ann-country', /country needs two letters|country needs a value/],
    ['ann-country-usa', /country needs two letters.*"usa"/],
    ['ann-city-são', /city needs a name/],
    ['ann-asn-x', /asn needs a number/],
    ['ann-asn-99999999999', /asn needs a number/],
    ['ann-session-a-ttl-0', /ttl needs minutes from 1 to 1440/],
    ['ann-session-a-ttl-1441', /ttl needs minutes/],
    ['ann-ttl-5', /ttl needs session/],
    ['ann-strict', /strict needs session/],
    ['ann-country-us-country-de', /country is said twice/],
    ['ann-', /unknown word/],
    ['ann-__proto__-x', /unknown word/],
  ] as const) {
    const parsed = parseProxyName(name)
    assert.ok('fault' in parsed, name)
    assert.match(parsed.fault, fault)
  }
})

test('[PX6] a city has one spelling in a user name', () => {
  for (const [city, key] of [
    ['São Paulo', 'sao_paulo'],
    ['New York', 'new_york'],
    ['Nukus', 'nukus'],
    [' Frankfurt  (Oder) ', 'frankfurt_oder'],
  ] as const)
    assert.equal(cityKey(city), key)
})
