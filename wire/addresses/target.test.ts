import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatAddress } from './address.ts'
import { parseTarget, targetOf } from './target.ts'

test('[WI6] a target is a name or an address with a port, in one form', () => {
  for (const [given, host, port, text, isAddress] of [
    ['Example.COM:443', 'example.com', 443, 'example.com:443', false],
    ['example.com.:80', 'example.com', 80, 'example.com:80', false],
    ['a_b-.x--y.xn--bcher-kva.de:1', 'a_b-.x--y.xn--bcher-kva.de', 1, 'a_b-.x--y.xn--bcher-kva.de:1', false],
    ['bücher.de:65535', 'xn--bcher-kva.de', 65_535, 'xn--bcher-kva.de:65535', false],
    ['例え.jp.:80', 'xn--r8jz45g.jp', 80, 'xn--r8jz45g.jp:80', false],
    ['localhost:80', 'localhost', 80, 'localhost:80', false],
    ['1.2.3.4:5', '1.2.3.4', 5, '1.2.3.4:5', true],
    ['[2001:DB8:0::1]:80', '2001:db8::1', 80, '[2001:db8::1]:80', true],
    ['[::ffff:7f00:1]:80', '127.0.0.1', 80, '127.0.0.1:80', true],
    ['1e100.net:80', '1e100.net', 80, '1e100.net:80', false],
  ] as const) {
    const target = parseTarget(given)
    assert.ok(!('fault' in target), given)
    assert.deepEqual([target.host, target.port, target.text], [host, port, text])
    assert.equal(target.address && formatAddress(target.address), isAddress ? host : null)
  }
})

test('[WI6] a host alone needs no brackets, and a port may go without saying', () => {
  assert.deepEqual(targetOf('::1', 80), parseTarget('[::1]:80'))
  assert.deepEqual(targetOf('[::1]', 80), parseTarget('[::1]', 80))
  assert.deepEqual(targetOf('Example.com', 80), parseTarget('example.com', 80))
})

test('[WI6] what is no target is refused, and why', () => {
  for (const [given, why] of [
    ['example.com', /port is missing/],
    ['example.com:', /not a port/],
    ['example.com:0', /not a port/],
    ['example.com:080', /not a port/],
    ['example.com:65536', /not a port/],
    ['example.com:+80', /not a port/],
    ['example.com:80 ', /not a port/],
    [':80', /host is missing/],
    ['.:80', /not a name/],
    ['a..b:80', /empty label/],
    ['.a:80', /empty label/],
    ['a.b..:80', /empty label/],
    ['::1:80', /brackets/],
    ['[::1:80', /brackets/],
    ['[1.2.3.4]:80', /IPv6/],
    ['[]:80', /IPv6/],
    ['[v1.x:y]:80', /IPv6/],
    ['[fe80::1%eth0]:80', /zone/],
    ['a b:80', /letters/],
    ['user@host:80', /letters/],
    ['a/b:80', /letters/],
    ['a%2eb:80', /letters/],
    ['a\0b:80', /letters/],
    ['a\nb:80', /letters/],
    [`${'a'.repeat(64)}.com:80`, /label longer/],
    [`${'a'.repeat(63)}.`.repeat(4) + 'com:80', /longer than 253/],
    ['x'.repeat(100_000) + ':80', /longer than 253/],
    ['ａ／b:80', /not a name/],
  ] as const) {
    const target = parseTarget(given)
    assert.match('fault' in target ? target.fault : 'taken', why, given.slice(0, 80))
  }
})

test('[WI6] a number that some resolvers take for an address is refused, whatever it is written in', () => {
  for (const host of [
    ...[
      '127.1',
      '127.0.1',
      '2130706433',
      '0x7f000001',
      '0x7f.1',
      '0177.0.0.1',
      '127.0.0.01',
      '127.0.0.1.',
      '0',
    ],
    ...[
      '1.2.3.4.5',
      '1.2.3.256',
      'example.123',
      'example.0x',
      '１２７.0.0.1',
      '127.0.0.１',
      '127。0。0。1',
      '0X7F000001',
    ],
  ]) {
    const target = targetOf(host, 80)
    assert.match('fault' in target ? target.fault : `${host} was taken`, /no plain IPv4/)
  }
})
