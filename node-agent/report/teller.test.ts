import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceState } from '#protocol/tunnel.ts'
import { handDevice } from '../testing/device.ts'
import { createTeller } from './teller.ts'

test('[NA46] the state is said when it changes and once a minute; a signal that wavers is no news', () => {
  const device = handDevice()
  let clock = 0
  const said: DeviceState[] = []
  const ear = { say: (state: DeviceState) => void said.push(state) }
  const teller = createTeller({ device, now: () => new Date(0), clock: () => clock })
  const after = (ms: number) => {
    clock += ms
    const before = said.length
    teller.beat(ear, null)
    return said.length - before
  }
  const network = { type: 'wifi', generation: null, metered: false } as const
  teller.tell(ear, null)
  assert.equal(after(1_000), 0)
  device.facts.network = { ...network, signal: -51 }
  assert.equal(after(1_000), 0)
  device.facts.network = { ...network, signal: -60 }
  assert.equal(after(1_000), 1)
  device.facts.battery = { level: 0.79, charging: false, temperature: 31 }
  assert.equal(after(1_000), 1)
  assert.equal(after(59_000), 0)
  assert.equal(after(1_000), 1)
  device.facts.path = { mtu: 1_420, tunnel: true }
  assert.equal(after(1_000), 1)
  device.facts.battery = null
  assert.equal(after(100), 0, 'never more often than an edge takes it')
  assert.equal(after(400), 1)
  assert.deepEqual(said.at(-1), {
    type: 'state',
    battery: null,
    network: { ...network, signal: -60 },
    resting: null,
    timeZone: 'Asia/Tashkent',
    path: { mtu: 1_420, tunnel: true },
    at: 0,
  })
})
