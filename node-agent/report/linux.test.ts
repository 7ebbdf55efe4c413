import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { readBattery } from './linux-battery.ts'
import { defaultInterface, readNetwork } from './linux-network.ts'
import { readPath } from './linux-path.ts'

function files(t: TestContext, contents: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'sys-'))
  t.after(() => rmSync(root, { recursive: true }))
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `${text}\n`)
  }
  return root
}

const battery = (t: TestContext, supplies: Record<string, Record<string, string>>) =>
  readBattery(
    files(
      t,
      Object.fromEntries(
        Object.entries(supplies).flatMap(([name, all]) =>
          Object.entries(all).map(([file, text]) => [`${name}/${file}`, text]),
        ),
      ),
    ),
  )

test('[NA60] a battery is read from /sys: its level, its temperature, and whether it drains', t => {
  const mains = { type: 'Mains', online: '0' }
  const fed = { type: 'USB', online: '1' }
  const bat = { type: 'Battery', status: 'Discharging', capacity: '57', temp: '312' }
  assert.deepEqual(battery(t, { AC: mains, BAT0: bat }), { level: 0.57, charging: false, temperature: 31.2 })
  const charging = (supplies: Record<string, Record<string, string>>) => battery(t, supplies)!.charging
  assert.equal(charging({ AC: mains, BAT0: { ...bat, status: 'Charging' } }), true)
  assert.equal(charging({ usb: fed, BAT0: { ...bat, status: 'Full' } }), true)
  assert.equal(charging({ usb: fed, BAT0: { ...bat, status: 'Not charging' } }), true)
  assert.equal(charging({ usb: fed, BAT0: bat }), false, 'a weak charger does not keep up')
  assert.equal(charging({ AC: mains, BAT0: { ...bat, status: 'Unknown' } }), false)
  const byEnergy = { type: 'Battery', status: 'Discharging', energy_now: '20000', energy_full: '50000' }
  assert.deepEqual(battery(t, { BAT1: byEnergy }), { level: 0.4, charging: false, temperature: null })
  assert.equal(battery(t, { mouse: { ...bat, scope: 'Device' }, AC: mains }), null)
  assert.equal(battery(t, { BAT0: { ...bat, present: '0' } }), null)
  assert.equal(readBattery('/nowhere'), null)
})

const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT'
const v4 = (name: string, metric: number, o: { flags?: string; to?: string; mask?: string } = {}) =>
  `${name}\t${o.to ?? '00000000'}\t0102A8C0\t${o.flags ?? '0003'}\t0\t0\t${metric}\t${o.mask ?? '00000000'}\t0\t0\t0`
const zeros = '0'.repeat(32)
const v6 = (name: string, metric: string, flags = '00000003') =>
  `${zeros} 00 ${zeros} 00 fe800000000000000000000000000001 ${metric} 00000001 00000000 ${flags} ${name}`

function network(
  t: TestContext,
  routes: string[],
  routes6: string[] = [],
  more: Record<string, string> = {},
) {
  const root = files(t, {
    route: [head, ...routes].join('\n'),
    route6: routes6.join('\n'),
    'net/eth0/mtu': '1500',
    ...more,
  })
  const paths = {
    route: join(root, 'route'),
    route6: join(root, 'route6'),
    net: join(root, 'net'),
    wireless: join(root, 'wireless'),
  }
  return { name: defaultInterface(paths), facts: readNetwork(paths), path: readPath(paths) }
}

test('[NA61] the network is that of the default route with the least metric', t => {
  const ethernet = { type: 'ethernet', generation: null, metered: false, signal: null }
  const local = v4('wlan0', 0, { to: '0002A8C0', mask: '00FFFFFF' })
  const { name: by, facts } = network(t, [v4('wlan0', 600), local, v4('eth0', 100)])
  assert.deepEqual([by, facts], ['eth0', ethernet])
  assert.equal(
    network(t, [v4('eth0', 100, { flags: '0002' }), v4('wlan0', 600)]).name,
    'wlan0',
    'one that is up',
  )
  assert.equal(
    network(t, [], [v6('lo', 'ffffffff'), v6('eth0', '00000400')]).name,
    'eth0',
    'IPv6 alone will do',
  )
  assert.deepEqual(network(t, [local]), { name: null, facts: null, path: null })
  const wireless = {
    'net/wlp3s0/wireless/x': '',
    wireless: 'Inter-| sta-|\n face | tus |\nwlp3s0: 0000   54.  -56.  -256        0      0      0',
  }
  assert.deepEqual(network(t, [v4('wlp3s0', 600)], [], wireless).facts, {
    type: 'wifi',
    generation: null,
    metered: false,
    signal: -56,
  })
  for (const name of ['wwan0', 'wwp0s20u4', 'rmnet_data0', 'ccmni0', 'ppp0'])
    assert.deepEqual(network(t, [v4(name, 700)]).facts, {
      type: 'cellular',
      generation: null,
      metered: true,
      signal: null,
    })
})

test('[NA66] its way out is the interface of the default route: how large its packets are, and whether it is a tunnel', t => {
  const path = (name: string, files: Record<string, string>) =>
    network(
      t,
      [v4(name, 50)],
      [],
      Object.fromEntries(Object.entries(files).map(([file, text]) => [`net/${name}/${file}`, text])),
    ).path
  assert.deepEqual(path('eth0', { mtu: '1500', type: '1' }), { mtu: 1_500, tunnel: false })
  assert.deepEqual(path('wg0', { mtu: '1420', type: '65534' }), { mtu: 1_420, tunnel: true })
  assert.deepEqual(path('tun0', { mtu: '1400' }), { mtu: 1_400, tunnel: true })
  assert.deepEqual(path('home', { mtu: '1420', type: '65534' }), { mtu: 1_420, tunnel: true })
  assert.deepEqual(path('vpn', { mtu: '1500', type: '1', tun_flags: '0x1002' }), { mtu: 1_500, tunnel: true })
  assert.deepEqual(path('wwan0', { mtu: '1430', type: '65534' }), { mtu: 1_430, tunnel: false }, 'a modem')
  assert.deepEqual(path('eth1', { mtu: 'x' }), { mtu: null, tunnel: false })
  assert.deepEqual(network(t, [], [v6('eth0', '00000400')]).path, { mtu: 1_500, tunnel: false })
})
