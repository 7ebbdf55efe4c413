import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseAddress } from './address.ts'
import { forbiddenRange } from './forbidden.ts'

const rangeOf = (text: string) => {
  const address = parseAddress(text)
  assert.ok(address, text)
  return forbiddenRange(address)
}

const refused: Record<string, string> = {
  loopback: '127.0.0.1 127.255.255.255 ::1 ::ffff:127.0.0.1 64:ff9b::127.0.0.1',
  private: `10.0.0.0 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255 ::ffff:192.168.1.1
    64:ff9b::a00:1`,
  'shared by a carrier': '100.64.0.0 100.127.255.255 64:ff9b::100.64.1.1',
  'link-local': '169.254.0.1 169.254.255.255 fe80::1 febf:ffff::1',
  'metadata of a cloud': `169.254.169.254 ::ffff:169.254.169.254 64:ff9b::169.254.169.254 100.100.100.200 168.63.129.16
    192.0.0.192 fd00:ec2::254 fd20:ce::254`,
  'this network': '0.0.0.0 0.255.255.255 ::ffff:0.0.0.0',
  multicast: '224.0.0.1 239.255.255.255 ff02::1 ff0e::1',
  broadcast: '255.255.255.255',
  reserved: '240.0.0.1 255.255.255.254',
  'protocol assignments': '192.0.0.1 192.0.0.255 2001:1::1 2001:1ff:ffff::1',
  documentation: '192.0.2.1 198.51.100.1 203.0.113.255 2001:db8::1 3fff::1 3fff:fff::1',
  benchmarking: '198.18.0.1 198.19.255.255 2001:2::1',
  '6to4 relay': '192.88.99.1',
  unspecified: '::',
  'IPv4-compatible': '::127.0.0.1 ::8.8.8.8 ::2',
  'NAT64 of one network': '64:ff9b:1::1 64:ff9b:1:ffff::8.8.8.8',
  Teredo: '2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2',
  '6to4': '2002:7f00:1::1 2002:a00:1:: 2002:808:808::1',
  ORCHID: '2001:10::1 2001:1f:ffff::1 2001:20::1 2001:2f::1',
  discard: '100::1',
  'unique local': 'fc00::1 fdff:ffff::1',
  'site-local': 'fec0::1 feff::1',
  'not global unicast':
    '::ffff:0:10.0.0.1 100:0:0:1::1 64:ff9b:2::1 400::1 1fff::1 4000::1 5f00::1 fbff::1 fe00::1',
}

test('[WI4] each range that is not the public internet is refused by its name, to its last address', () => {
  for (const [name, texts] of Object.entries(refused))
    for (const text of texts.split(/\s+/)) {
      const range = rangeOf(text)
      assert.ok(
        range?.replace('NAT64 of ', '').startsWith(name === 'NAT64 of one network' ? 'one network' : name),
        `${text}: ${range}`,
      )
    }
})

test('[WI4] the addresses just outside those ranges are reached', () => {
  const texts = `1.0.0.0 1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
    169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.88.98.255
    192.88.100.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255
    203.0.114.0 223.255.255.255 2000::1 2001:200::1 2001:4860:4860::8888 2001:db7:ffff::1 2001:db9::1 2003::1
    2606:4700::1111 2a00:1450::1 3ffe::1 3fff:1000::1 64:ff9b::8.8.8.8 ::ffff:8.8.8.8`
  for (const text of texts.split(/\s+/)) assert.equal(rangeOf(text), null, text)
})
