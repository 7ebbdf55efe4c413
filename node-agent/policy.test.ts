import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPolicy, type NodePolicy, type RestReason } from '#protocol/policy.ts'
import { type Facts, type OwnRules, restReason, strictest } from './policy.ts'
import { noRules } from './testing/agent.ts'

const at = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
const facts: Facts = {
  battery: { level: 0.5, charging: false, temperature: null },
  network: { type: 'cellular', generation: '5g', metered: true, signal: null },
  minuteOfDay: at('12:00'),
  monthBytes: 0,
}
const battery = (level: number | null, charging = false) => ({
  battery: { level, charging, temperature: null },
})
const wifi = { network: { type: 'wifi', generation: null, metered: false, signal: null } } as const
const night = [{ from: '22:00', to: '07:00' }]
const noon = { from: '11:00', to: '13:00' }

const cases: [string, Partial<NodePolicy>, Partial<OwnRules>, Partial<Facts>, RestReason | null][] = [
  ['nothing is asked', { batteryFloor: null }, {}, battery(0.01), null],
  ['at the floor', { batteryFloor: 0.2 }, {}, battery(0.2), null],
  ['below the floor', { batteryFloor: 0.2 }, {}, battery(0.19), 'battery'],
  ['below it, charging', { batteryFloor: 0.2 }, {}, battery(0.01, true), null],
  ['the higher floor counts', { batteryFloor: 0.2 }, { batteryFloor: 0.6 }, battery(0.5), 'battery'],
  ['whoever says it', { batteryFloor: 0.6 }, { batteryFloor: 0.2 }, battery(0.5), 'battery'],
  ['its level is not known', { batteryFloor: 0.9 }, {}, battery(null), null],
  ['it has no battery', { batteryFloor: 0.9, chargingOnly: true }, {}, { battery: null }, null],
  ['charging only', { chargingOnly: true }, {}, battery(1), 'not_charging'],
  ['charging only, by its owner', {}, { chargingOnly: true }, battery(1), 'not_charging'],
  ['charging only, charging', { chargingOnly: true }, {}, battery(0.1, true), null],
  ['Wi-Fi only', { wifiOnly: true }, {}, {}, 'not_wifi'],
  ['Wi-Fi only, by its owner', {}, { wifiOnly: true }, {}, 'not_wifi'],
  ['Wi-Fi only, on Wi-Fi', { wifiOnly: true }, { wifiOnly: true }, wifi, null],
  ['Wi-Fi only, and who knows', { wifiOnly: true }, {}, { network: null }, 'not_wifi'],
  ['within the hours', { schedule: night }, {}, { minuteOfDay: at('22:00') }, null],
  ['after midnight', { schedule: night }, {}, { minuteOfDay: at('06:59') }, null],
  ['after the hours', { schedule: night }, {}, { minuteOfDay: at('07:00') }, 'schedule'],
  ['one of several windows', { schedule: [...night, noon] }, {}, {}, null],
  ['the owner has other hours', { schedule: [noon] }, { schedule: night }, {}, 'schedule'],
  ['both have this hour', { schedule: [noon] }, { schedule: [{ from: '12:00', to: '12:01' }] }, {}, null],
  ['the whole day', { schedule: [{ from: '08:00', to: '08:00' }] }, {}, {}, null],
  ['below the cap', { monthlyBytes: 100 }, {}, { monthBytes: 99 }, null],
  ['at the cap', { monthlyBytes: 100 }, {}, { monthBytes: 100 }, 'monthly_cap'],
  ['the lower cap counts', { monthlyBytes: 100 }, { monthlyBytes: 50 }, { monthBytes: 60 }, 'monthly_cap'],
  ['paused', { paused: true }, {}, battery(0.01), 'paused'],
]

test('[NA40] a device rests as its rules say, and of two rules the stricter one counts', () => {
  for (const [what, edge, own, changed, expected] of cases) {
    const rules = strictest({ ...defaultPolicy, ...edge }, { ...noRules, ...own })
    assert.equal(restReason(rules, { ...facts, ...changed }), expected, what)
  }
})

test('[NA40] of two limits of sessions the lower one counts', () => {
  const limit = (edge: number | null, own: number | null) =>
    strictest({ ...defaultPolicy, maxSessions: edge }, { ...noRules, maxSessions: own }).maxSessions
  assert.deepEqual(
    [limit(5, 3), limit(3, 5), limit(null, 4), limit(4, null), limit(null, null)],
    [3, 3, 4, 4, null],
  )
})
