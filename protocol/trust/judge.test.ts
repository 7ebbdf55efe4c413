import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clearSuspicion, doubtSuspicion, judge } from './judge.ts'
import type { NetworkKind, Seen } from './seen.ts'
import type { Evidence, Signal, VerdictKind } from './verdict.ts'

const berlin = { country: 'de', city: 'Berlin', lat: 52.5, lon: 13.4 }
const tashkent = { country: 'uz', city: 'Tashkent', lat: 41.3, lon: 69.2 }
const seen = (address: string, more: Partial<Seen> = {}): Seen => ({
  ...{ address, ...berlin, asn: 3320, network: 'Deutsche Telekom AG' },
  ...{ networkKind: null, range: null, why: null, ...more },
})
const home = seen('87.128.0.5')
const of = (kind: NetworkKind, network: string, asn: number) =>
  seen('185.220.101.4', { asn, network, networkKind: { kind, by: `AS${asn}` } })
const wifi = { type: 'wifi', generation: null, metered: false, signal: -50 } as const
const cellular = { type: 'cellular', generation: '5g', metered: true, signal: -90 } as const
const hour = 3_600_000

const line = (more: Partial<Evidence> = {}): Evidence => ({
  ...{ tunnel: home, exit: home, onAddress: 1, network: wifi, rttMs: 30, edge: { lat: 50.1, lon: 8.7 } },
  ...{ deviceOffset: 60, placeOffsets: [60], timeZone: 'Europe/Berlin', path: { mtu: 1_500, tunnel: false } },
  ...{ earlier: [], at: 100 * hour, ...more },
})

type Case = [what: string, evidence: Evidence, verdict: VerdictKind, signals: Signal['signal'][]]
const cases: Case[] = [
  ['an ordinary home line', line(), 'home', []],
  ['a home by PPPoE', line({ path: { mtu: 1_492, tunnel: false } }), 'home', []],
  ['a family with four devices', line({ onAddress: 4 }), 'home', ['sharedAddress']],
  ['a phone on its carrier', line({ network: cellular, path: { mtu: 1_280, tunnel: false } }), 'mobile', []],
  ['a tunnel over IPv6, an exit over IPv4', line({ tunnel: seen('2003:c0::1', { asn: null }) }), 'home', []],
  ['another address of the same carrier', line({ exit: seen('87.128.9.9') }), 'home', ['exitDiffers']],
  [
    'a traveller one zone off',
    line({ deviceOffset: 120, timeZone: 'Europe/Helsinki' }),
    'home',
    ['timeZone'],
  ],
  ['nothing was measured', line({ tunnel: null, exit: null, onAddress: 0 }), 'unknown', []],
  ['GeoIP is missing', line({ tunnel: dark('no_geoip'), exit: dark('no_geoip') }), 'unknown', []],
  ['half of GeoIP is missing', both({ ...home, asn: null, network: null, why: 'no_geoip' }), 'unknown', []],
  ['a machine on loopback', line({ tunnel: dark('private_address'), exit: null }), 'unknown', []],
  ['a rented server', both(of('hosting', 'Hetzner Online GmbH', 24940)), 'hosting', ['networkKind']],
  ['a Tor exit', both(of('tor', 'F3 Netze e.V.', 205100)), 'tor', ['networkKind']],
  ['a VPN provider', both(of('vpn', 'Mullvad VPN AB', 39351)), 'vpn', ['networkKind']],
  [
    'a listed range',
    both(seen('45.9.1.1', { range: { kind: 'proxy', range: '45.9.0.0/16', list: 'proxy.txt' } })),
    'proxy',
    ['knownRange'],
  ],
  [
    'a home that leaves through a data centre',
    line({ exit: of('hosting', 'OVH SAS', 16276) }),
    'hosting',
    ['networkKind', 'exitDiffers'],
  ],
  [
    'an exit in another country',
    line({ exit: seen('84.54.64.1', { ...tashkent, asn: 8193 }), placeOffsets: [60], rttMs: 120 }),
    'proxy',
    ['exitDiffers'],
  ],
  [
    'an exit by another network',
    line({ exit: seen('91.1.1.1', { asn: 6805 }) }),
    'doubtful',
    ['exitDiffers'],
  ],
  ['ten on one address', line({ onAddress: 10 }), 'doubtful', ['sharedAddress']],
  ['ten phones behind a carrier', line({ onAddress: 10, network: cellular }), 'doubtful', ['sharedAddress']],
  [
    'too quick for its place',
    both(seen('84.54.64.1', tashkent), { rttMs: 5 }),
    'doubtful',
    ['impossibleRtt'],
  ],
  [
    'a clock of the other side',
    line({ deviceOffset: 480, timeZone: 'Asia/Shanghai' }),
    'doubtful',
    ['timeZone'],
  ],
  ['its way out is a tunnel', line({ path: { mtu: 1_420, tunnel: true } }), 'doubtful', ['pathMtu']],
  ['a small MTU alone', line({ path: { mtu: 1_400, tunnel: false } }), 'home', ['pathMtu']],
  [
    'a VPN by all that it does not hide',
    line({ path: { mtu: 1_380, tunnel: true }, deviceOffset: 300, timeZone: 'Asia/Tashkent' }),
    'vpn',
    ['timeZone', 'pathMtu'],
  ],
  [
    'from Tashkent to Berlin in ten minutes',
    line({ earlier: [was(99.8, 8193, tashkent)] }),
    'doubtful',
    ['networkChange'],
  ],
  ['from Tashkent to Berlin overnight', line({ earlier: [was(88, 8193, tashkent)] }), 'home', []],
  [
    'seven networks in a day',
    line({ earlier: [1, 2, 3, 4, 5, 6].map(n => was(80 + n, n, berlin)) }),
    'home',
    ['networkChange'],
  ],
]

function both(it: Seen, more: Partial<Evidence> = {}): Evidence {
  return line({ tunnel: it, exit: it, ...more })
}
function dark(why: NonNullable<Seen['why']>): Seen {
  const nothing = { country: null, city: null, lat: null, lon: null, asn: null, network: null }
  return seen('127.0.0.1', { ...nothing, why })
}
function was(hours: number, asn: number, { lat, lon, country }: typeof berlin) {
  return { at: hours * hour, asn, country, point: { lat, lon } }
}

for (const [what, evidence, kind, signals] of cases)
  test(`[TV1] ${what}: ${kind}`, () => {
    const verdict = judge(evidence)
    assert.deepEqual(
      verdict.signals.map(it => it.signal),
      signals,
    )
    assert.equal(verdict.kind, kind)
    const band = { home: 0, mobile: 0, unknown: 0, doubtful: doubtSuspicion } as Partial<
      Record<VerdictKind, number>
    >
    assert.ok(verdict.suspicion >= (band[kind] ?? clearSuspicion))
  })

test('[TV2] the suspicion is the sum of what the signals count, and never more than all', () => {
  const tor = of('tor', 'F3 Netze e.V.', 205100)
  const worst = line({ tunnel: home, exit: tor, onAddress: 50, path: { mtu: 1_300, tunnel: true } })
  const { suspicion, signals } = judge(worst)
  assert.ok(signals.length >= 4)
  assert.equal(suspicion, 100)
  const some = judge(line({ onAddress: 5, path: { mtu: 1_400, tunnel: false } }))
  assert.equal(
    some.suspicion,
    some.signals.reduce((sum, it) => sum + it.weight, 0),
  )
})

test('[TV3] why a node cannot be judged is said, and only then', () => {
  assert.equal(judge(line({ tunnel: null, exit: null })).unknown, 'not_checked')
  assert.equal(judge(line({ tunnel: dark('no_geoip'), exit: null })).unknown, 'no_geoip')
  assert.equal(judge(line()).unknown, null)
})
