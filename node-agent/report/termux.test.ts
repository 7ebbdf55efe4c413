import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { batteryOf, hasTermux, networkOf, termuxDevice } from './termux.ts'

// As the commands print on phones.
const status = {
  health: 'GOOD',
  percentage: 61,
  plugged: 'UNPLUGGED',
  status: 'DISCHARGING',
  temperature: 29.7,
}
const wifi = { bssid: '02:00:00:00:00:00', ip: '192.168.1.23', rssi: -57, supplicant_state: 'COMPLETED' }
const noWifi = { ip: '0.0.0.0', rssi: -127, supplicant_state: 'DISCONNECTED' }
const phone = { data_enabled: 'true', data_state: 'connected', network_type: 'lte', phone_type: 'gsm' }

test('[NA63] a phone with Termux tells its battery', () => {
  assert.deepEqual(batteryOf(status), { level: 0.61, charging: false, temperature: 29.7 })
  const charging = (changed: object) => batteryOf({ ...status, ...changed })!.charging
  assert.equal(charging({ status: 'CHARGING', plugged: 'PLUGGED_AC' }), true)
  assert.equal(charging({ status: 'FULL', plugged: 'PLUGGED_USB' }), true)
  assert.equal(charging({ status: 'NOT_CHARGING', plugged: 'PLUGGED_USB' }), true)
  assert.equal(batteryOf('what?'), null)
})

test('[NA64] a phone with Termux tells its network', () => {
  assert.deepEqual(networkOf(wifi, phone), { type: 'wifi', generation: null, metered: false, signal: -57 })
  const over = (type: string) => networkOf(noWifi, { ...phone, network_type: type })?.generation
  assert.deepEqual(networkOf(noWifi, phone), {
    type: 'cellular',
    generation: '4g',
    metered: true,
    signal: null,
  })
  assert.deepEqual(['nr', 'hspap', 'edge', 'unknown'].map(over), ['5g', '3g', '2g', null])
  assert.equal(networkOf(noWifi, { ...phone, data_state: 'disconnected' }), null)
  assert.equal(networkOf(null, null), null)
})

test('[NA65] its commands are run when they are there; one that fails or is missing breaks nothing', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'termux-'))
  const before = process.env['PATH']
  t.after(() => {
    process.env['PATH'] = before
    rmSync(folder, { recursive: true })
  })
  const command = (name: string, script: string) =>
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  assert.equal(hasTermux(`/nowhere:${folder}`), false)
  command('termux-battery-status', `echo '${JSON.stringify(status)}'`)
  command('termux-wifi-connectioninfo', 'exit 1')
  command('termux-telephony-deviceinfo', `echo '${JSON.stringify(phone)}'`)
  assert.equal(hasTermux(`/nowhere:${folder}`), true)
  process.env['PATH'] = `${folder}:${before}`
  const device = await termuxDevice()
  device.stop()
  assert.equal(device.battery()?.level, 0.61)
  assert.equal(device.network()?.type, 'cellular')
  assert.equal(device.model, null)
})
