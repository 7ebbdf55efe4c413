import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrollLink } from '#protocol/enroll-link.ts'
import { parseAddress } from '#wire/addresses/address.ts'
import { parseEnrollLink } from './enroll-link.ts'
import { parseFlags } from './flags.ts'
import { noRules } from './testing/agent.ts'

const pin = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE'
const read = (text: string) => {
  const parsed = parseFlags(text.split(' ').filter(it => it !== ''))
  if ('faults' in parsed) throw new Error(parsed.faults.join('; '))
  return parsed.flags
}
const faults = (text: string) => {
  const parsed = parseFlags(text.split(' '))
  return 'faults' in parsed ? parsed.faults : []
}

test('[NA10] an enrollment link says where, with which code, and whose certificate', () => {
  const link = { edge: 'edge.example.com:7443', code: 'A B&C=1', pin }
  assert.deepEqual(parseEnrollLink(enrollLink(link)), link)
  const flags = read(`--link ${enrollLink({ ...link, code: 'C1' })}`)
  assert.deepEqual(
    [flags.edge, flags.enrollment, flags.pin],
    [{ host: 'edge.example.com', port: 7443 }, 'C1', pin],
  )
  for (const wrong of ['https://enroll?edge=a:1&code=b&pin=c', 'traffix://other?edge=a:1&code=b&pin=c', 'x'])
    assert.equal(parseEnrollLink(wrong), null)
})

test('[NA11] flags say the edge and the rules of its owner', () => {
  const plain = read('--edge [2001:db8::1]:8000 --enroll CODE --pin ' + pin)
  assert.deepEqual(plain.edge, { host: '2001:db8::1', port: 8000 })
  assert.deepEqual([plain.enrollment, plain.pin, plain.own], ['CODE', pin, noRules])
  assert.deepEqual(read('--edge edge.example.com').edge, { host: 'edge.example.com', port: 7443 })
  assert.equal(read('').edge, null)
  assert.equal(read('').from, null)
  assert.equal(read('--from 127.0.0.5').from?.at(0), '127.0.0.5')
  for (const wrong of ['127.0.0.0/24', 'home'])
    assert.match(faults(`--from ${wrong}`)[0] ?? '', /^--from must/)
  const { own, allow } = read(
    '--battery-floor 20 --charging-only --wifi-only --max-sessions 5 --monthly-gb 1.5 ' +
      '--schedule 22:00-07:00,12:00-13:30 --allow 10.0.0.0/8:80',
  )
  assert.deepEqual(own, {
    batteryFloor: 0.2,
    chargingOnly: true,
    wifiOnly: true,
    maxSessions: 5,
    monthlyBytes: 1_500_000_000,
    schedule: [
      { from: '22:00', to: '07:00' },
      { from: '12:00', to: '13:30' },
    ],
  })
  assert.equal(allow.allows(parseAddress('10.1.1.1')!, 80), true)
  assert.equal(allow.allows(parseAddress('10.1.1.1')!, 81), false)
})

test('[NA12] a wrong flag is named, with what is accepted', () => {
  for (const [text, named] of [
    ['--edge a:b', /^--edge must be host:port/],
    ['--battery-floor 101', /^--battery-floor must be a whole number, 0 to 100/],
    ['--battery-floor 1.5', /^--battery-floor/],
    ['--max-sessions 0', /^--max-sessions/],
    ['--monthly-gb -1', /--monthly-gb/],
    ['--schedule 25:00-01:00', /^--schedule must be HH:MM-HH:MM/],
    ['--pin abc', /^--pin/],
    ['--link x', /^--link must be the link/],
    ['--allow 10.0.0.0/99', /^--allow: "10.0.0.0\/99" is not accepted: write CIDR/],
    ['--surprise', /'--surprise'; accepted: npm run agent -- --edge/],
    ['--edge', /--edge.*accepted: npm run agent/],
    [`--link ${enrollLink({ edge: 'a', code: 'b', pin })} --edge a`, /^--link says all/],
  ] as const) {
    assert.equal(faults(text).length, 1, text)
    assert.match(faults(text)[0]!, named)
  }
  assert.equal(faults('--edge a:b --max-sessions x --schedule 9-10').length, 3, 'all of them at once')
})
