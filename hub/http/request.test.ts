import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientAddress, networkOf } from './request.ts'

const own = '10.0.0.9'

test('[DO16] behind trusted proxies the caller is who they saw, and what is no address is nobody', () => {
  const seen: [forwardedFor: string, proxies: number, address: string][] = [
    ['198.51.100.7', 0, own],
    ['', 1, own],
    ['198.51.100.7', 1, '198.51.100.7'],
    ['203.0.113.1, 198.51.100.7', 1, '198.51.100.7'],
    ['203.0.113.1, 198.51.100.7, 10.0.0.1', 2, '198.51.100.7'],
    ['203.0.113.1, unknown', 1, own],
    ['203.0.113.1,', 1, own],
    ['198.51.100.7:4711', 1, '198.51.100.7'],
    ['[2001:db8::7]:4711', 1, '2001:db8::7'],
    ['2001:db8::7', 1, '2001:db8::7'],
    ['::ffff:198.51.100.7', 1, '198.51.100.7'],
  ]
  for (const [forwardedFor, proxies, address] of seen)
    assert.equal(clientAddress(own, forwardedFor, proxies), address, forwardedFor)
})

test('[DO16] an IPv6 caller counts as their /64, however the address is written', () => {
  for (const one of ['2001:db8:1:2::1', '2001:0db8:0001:0002:ffff:0000:0000:9', '2001:DB8:1:2:a:b:c:d%eth0'])
    assert.equal(networkOf(one), '2001:db8:1:2::/64')
  assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64')
  assert.equal(networkOf('2001:db8:0:0:1::1'), '2001:db8:0:0::/64')
  assert.equal(networkOf('::1'), '0:0:0:0::/64')
  assert.notEqual(networkOf('2001:db8:1:3::1'), networkOf('2001:db8:1:2::1'))
  for (const one of ['198.51.100.7', '']) assert.equal(networkOf(one), one)
})
