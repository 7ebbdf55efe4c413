import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import { formatAddress, parseAddress } from './address.ts'

const written = (text: string) => {
  const address = parseAddress(text)
  return address && formatAddress(address)
}

test('[WI3] an address is read in all forms that have one meaning, and written in one', () => {
  for (const [text, one] of [
    ['127.0.0.1', '127.0.0.1'],
    ['255.255.255.255', '255.255.255.255'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
    ['::ffff:7f00:1', '127.0.0.1'],
    ['0:0:0:0:0:ffff:7f00:0001', '127.0.0.1'],
    ['::127.0.0.1', '::7f00:1'],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ])
    assert.equal(written(text!), one, text)
  assert.deepEqual([...parseAddress('1.2.3.4')!], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 1, 2, 3, 4])
})

test('[WI3] what some take for an address and others do not is none', () => {
  const texts =
    `127.1 127.0.0 0177.0.0.1 0x7f.0.0.1 0x7f000001 2130706433 1.2.3.4. 01.2.3.4 256.1.1.1 1.2.3.4.5 1..2.3
    +1.2.3.4 1e1.0.0.1 fe80::1%eth0 ::1%1 [::1] : ::: 1::2::3 1:2:3:4:5:6:7 1:2:3:4:5:6:7:8:9 1:2:3:4:5:6:7::8 12345::
    ::g 1.2.3.4:: ::1.2.3 1:2:3:4:5:6:7:1.2.3.4 ::1/128 :1 1: ::-1 １.2.3.4 ::01234`.split(/\s+/)
  for (const text of [...texts, '', ' 1.2.3.4', '1.2.3.4\n', '::1\0'])
    assert.equal(parseAddress(text), null, JSON.stringify(text))
})

test('[WI3] Node agrees about what is an address, and about how it is written', () => {
  const parts = ['0', '1', '00', 'ffff', '1234', '12345', ':', '::', '.', '1.2.3.4', '255', '256', 'g', '']
  let state = 7
  const pick = () => parts[(state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff) % parts.length]!
  let addresses = 0
  for (let i = 0; i < 30_000; i++) {
    const text = Array.from({ length: 1 + (i % 12) }, (_, n) =>
      n % 2 ? (i % 3 ? ':' : pick()) : pick(),
    ).join('')
    const ours = parseAddress(text)
    assert.equal(ours !== null, isIP(text) !== 0, text)
    if (!ours) continue
    addresses++
    const again = formatAddress(ours)
    assert.deepEqual(parseAddress(again), ours)
    if (again.includes(':')) assert.equal(new URL(`http://[${text}]`).hostname, `[${again}]`)
  }
  assert.ok(addresses > 300, `${addresses} were addresses`)
})
