import assert from 'node:assert/strict'
import { BlockList, isIPv4 } from 'node:net'
import { test } from 'node:test'
import { formatAddress, parseAddress } from './address.ts'
import { parseCidr } from './cidr.ts'
import { BadEntry, parseAllowList, parseCidrList } from './lists.ts'

const at = (text: string) => parseAddress(text)!

test('[WI5] an allow list allows its ranges and ports, and nothing else', () => {
  const list = parseAllowList(
    ' 127.0.0.1/32:8000, [::1]/128:80,10.0.0.0/8 ,192.0.2.7:9,[fd00::5]:7,::2,fd01::/16:5',
  )
  for (const [address, port] of [
    ['127.0.0.1', 8000],
    ['::ffff:127.0.0.1', 8000],
    ['::1', 80],
    ['10.0.0.0', 1],
    ['10.255.255.255', 65_535],
    ['192.0.2.7', 9],
    ['fd00::5', 7],
    ['::2', 4],
    ['fd01:2::', 5],
  ] as const)
    assert.ok(list.allows(at(address), port), `${address} ${port}`)
  for (const [address, port] of [
    ['127.0.0.1', 8001],
    ['127.0.0.2', 8000],
    ['::1', 8000],
    ['11.0.0.0', 1],
    ['9.255.255.255', 1],
    ['fd01:2::', 6],
    ['::10.0.0.1', 1],
  ] as const)
    assert.ok(!list.allows(at(address), port), `${address} ${port}`)
  assert.ok(!parseAllowList('').allows(at('127.0.0.1'), 1))
})

test('[WI5] ::/0 is about IPv6, 0.0.0.0/0 about IPv4, however an address came', () => {
  assert.ok(!parseAllowList('::/0').allows(at('127.0.0.1'), 1))
  assert.ok(parseAllowList('::/0').allows(at('::1'), 1))
  assert.ok(!parseAllowList('0.0.0.0/0').allows(at('::1'), 1))
  assert.ok(parseAllowList('0.0.0.0/0').allows(at('::ffff:9.9.9.9'), 1))
  assert.ok(parseAllowList('::ffff:10.0.0.0/104').allows(at('10.1.1.1'), 1))
})

test('[WI5] an entry that cannot be read is named, with what is accepted', () => {
  const bad = `10.0.0/8 10.0.0.0/33 10.0.0.0/-1 10.0.0.0/08 10.0.0.0/ /8 host:80 10.0.0.0/8:0 10.0.0.0/8:65536 10.0.0.0/8:
    10.0.0.0/8:http [::1]:80:80 [::1]80 [10.0.0.1]:80 ::1/129 fe80::1%eth0 [::1/128]:80 127.1 1.2.3.4:5:6 [] *`
  for (const entry of bad.split(/\s+/))
    assert.throws(
      () => parseAllowList(`10.0.0.0/8,${entry}`),
      (error: unknown) =>
        error instanceof BadEntry &&
        error.message.startsWith(`"${entry}" `) &&
        error.message.includes('CIDR[:port]'),
      entry,
    )
  assert.throws(() => parseAllowList('10.0.0.0/8,'), BadEntry)
  assert.throws(() => parseCidrList(['10.0.0.0/8', '10.0.0.0/8:80']), BadEntry)
})

test('[WI5] a list without ports has its networks, with bits behind the prefix too', () => {
  const list = parseCidrList(['198.51.100.7', ' 10.1.2.3/8 ', '2001:db8::/32'])
  for (const text of ['198.51.100.7', '::ffff:198.51.100.7', '10.9.9.9', '2001:db8:ffff::1'])
    assert.ok(list.has(at(text)), text)
  for (const text of ['198.51.100.8', '11.0.0.1', '2001:db9::', '::10.0.0.1'])
    assert.ok(!list.has(at(text)), text)
  assert.ok(!parseCidrList([]).has(at('::1')))
})

test('[WI5] Node agrees about which network has which address', () => {
  let state = 11
  const byte = () => ((state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff) >> 12) & 0xff
  for (let i = 0; i < 3_000; i++) {
    const v4 = i % 2 === 0
    const bytes = Uint8Array.from({ length: 16 }, byte)
    if (v4) bytes.fill(0, 0, 10).fill(255, 10, 12)
    else bytes[0] = 0x20
    const bits = byte() % (v4 ? 33 : 129)
    const network = formatAddress(bytes)
    const other = Uint8Array.from(bytes)
    const flip = byte() % (v4 ? 32 : 128)
    const where = (v4 ? 12 : 0) + (flip >> 3)
    other[where] = other[where]! ^ (0x80 >> (flip & 7))
    const asked = formatAddress(other)
    if (isIPv4(asked) !== v4) continue
    const oracle = new BlockList()
    oracle.addSubnet(network, bits, v4 ? 'ipv4' : 'ipv6')
    assert.equal(
      parseCidr(`${network}/${bits}`)!.has(other),
      oracle.check(asked, v4 ? 'ipv4' : 'ipv6'),
      `${asked} in ${network}/${bits}`,
    )
  }
})
