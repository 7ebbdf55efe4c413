import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { spawnMain } from '#kit/testing/spawn-main.ts'
import { createRandom } from '#wire/fuzz/random.ts'
import { parseAddressBlock } from '../from/address-block.ts'
import { createTestEdge, type TestEdge } from '../testing/edge.ts'
import { createTarget, echo } from '../testing/target.ts'
import { imagineDevice } from './imagined-device.ts'
import { zoneOfPlace } from './zone-of-place.ts'

const main = join(import.meta.dirname, 'main.ts')

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'fleet-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

const all = (edge: TestEdge, count: number) => Promise.all(Array.from({ length: count }, () => edge.device()))

test('[NA50] a fleet is so many real devices: with codes in turn, real bytes, and the same again the next time', async t => {
  const data = folder(t)
  const codes = ['tashkent', 'samarkand', 'bukhara'].map(place => ({ code: place.toUpperCase(), place }))
  writeFileSync(join(data, 'fleet.json'), JSON.stringify({ enrollments: codes }))
  const edge = await createTestEdge(t)
  const target = await createTarget(t, echo)
  const run = () =>
    spawnMain(main, {
      args: [
        ...['--nodes', '12', '--edge', `127.0.0.1:${edge.port}`, '--allow', `127.0.0.1:${target.port}`],
        ...['--churn', '0', '--spread', '0'],
      ],
      env: { TRAFFIX_DATA: data },
    })
  const fleet = run()
  const devices = await all(edge, 12)
  const counts = codes.map(({ code }) => devices.filter(it => it.hello.enrollment === code).length)
  assert.deepEqual(counts, [4, 4, 4])
  assert.ok(devices.every(it => it.signed))
  const keys = devices.map(it => it.hello.publicKey)
  assert.equal(new Set(keys).size, 12)
  for (const device of devices) {
    const { answer, stream, heard } = await device.connect(target.text)
    assert.equal(answer.ok, true)
    stream.write(Buffer.from('hello'))
    await heard.atLeast(5)
    stream.end()
  }
  fleet.child.kill('SIGTERM')
  const { code, stderr } = await fleet.ended
  assert.deepEqual([code, stderr], [0, ''])
  assert.ok(devices.every(it => it.left === 'stopped'))
  assert.equal(statSync(join(data, 'fleet/devices.json')).mode & 0o777, 0o600)

  const again = run()
  const back = await all(edge, 12)
  assert.deepEqual(back.map(it => it.hello.publicKey).sort(), keys.sort())
  assert.ok(back.every(it => it.hello.enrollment === null))
  again.child.kill('SIGINT')
  assert.equal((await again.ended).code, 0)
})

test('[NA51] a fleet that is refused says why, once, and exits 77', async t => {
  const edge = await createTestEdge(t, { answer: () => ({ refuse: 'enrollment_expired' }) })
  const { code, stderr } = await spawnMain(main, {
    args: ['--nodes', '3', '--edge', `127.0.0.1:${edge.port}`, '--spread', '0'],
    env: { TRAFFIX_DATA: folder(t) },
  }).ended
  assert.equal(code, 77)
  assert.equal(stderr, 'refused: enrollment_expired: a test says no\n')
})

test('[NA52] a fleet with wrong flags exits 78 with one line that names each', async t => {
  const { code, stderr } = await spawnMain(main, {
    args: ['--nodes', '0', '--churn', 'x', '--edge', 'a b', '--codes', '/nowhere', '--allow', 'x'],
    env: { TRAFFIX_DATA: folder(t) },
  }).ended
  assert.equal(code, 78)
  for (const flag of ['nodes', 'churn', 'edge', 'codes', 'allow'])
    assert.match(stderr, new RegExp(`--${flag}`))
  assert.equal(stderr.trim().split('\n').length, 1)
})

test('[NA53] imagined devices drain and are charged, change their network, and do the same for the same seed', () => {
  const lives = [1, 1, 2].map(seed => {
    const device = imagineDevice(createRandom(seed))
    let routes = 0
    device.onNewRoute(() => routes++)
    const seen = Array.from({ length: 3 * 24 * 60 }, (_, minute) => {
      device.pass(60_000, minute % 3 === 0 ? 60e6 : 0)
      return { battery: device.battery(), network: device.network() }
    })
    return { seen, routes }
  })
  assert.deepEqual(lives[0], lives[1])
  assert.notDeepEqual(lives[0], lives[2])
  const { seen, routes } = lives[0]!
  const levels = seen.map(it => it.battery!.level!)
  assert.ok(Math.min(...levels) < 0.4 && Math.max(...levels) > 0.8)
  assert.ok(levels.every(it => it >= 0 && it <= 1))
  for (const charging of [true, false]) assert.ok(seen.some(it => it.battery!.charging === charging))
  for (const type of ['wifi', 'cellular']) assert.ok(seen.some(it => it.network!.type === type))
  assert.ok(routes > 5)
})

test('[NA54] the clocks of a fleet are those of the places that its codes stand for', async t => {
  const zone = (country: string | null, city: string | null, lon: number | null = null) =>
    zoneOfPlace({ country, city, lon })
  assert.equal(zone('us', 'New York', -74), 'America/New_York')
  assert.equal(zone('br', 'São Paulo', -46.6), 'America/Sao_Paulo')
  assert.equal(zone('de', 'Munich', 11.6), 'Europe/Berlin')
  assert.ok(['America/Boise', 'America/Denver', 'America/Phoenix'].includes(zone('us', 'Tucson', -110.9)!))
  assert.equal(zone(null, 'Nowhere'), null)
  assert.equal(zone('zz', null), null)

  const data = folder(t)
  const tashkent = { country: 'uz', city: 'Tashkent', lat: 41.3, lon: 69.24, asn: 8193 }
  const enrollments = [{ code: 'A', place: tashkent }, { code: 'B' }, { code: 'C', place: 'by the sea' }]
  writeFileSync(join(data, 'fleet.json'), JSON.stringify({ enrollments }))
  const edge = await createTestEdge(t)
  const fleet = spawnMain(main, {
    args: ['--nodes', '3', '--edge', `127.0.0.1:${edge.port}`, '--from', '127.20.0.0/24', '--spread', '0'],
    env: { TRAFFIX_DATA: data },
  })
  for (const device of await all(edge, 3)) {
    const state = await device.state(() => true)
    assert.equal(state.timeZone, device.hello.enrollment === 'A' ? 'Asia/Tashkent' : null)
    assert.equal(state.path?.tunnel, false)
  }
  fleet.child.kill('SIGTERM')
  assert.equal((await fleet.ended).code, 0)
})

test('[NA55] addresses to dial from are taken in turn, and one that the machine does not have is refused at the start', async t => {
  const at = (text: string, ...n: number[]) => n.map(it => parseAddressBlock(text)?.at(it))
  assert.deepEqual(at('127.20.0.0/24', 0, 1, 253, 254), [
    '127.20.0.1',
    '127.20.0.2',
    '127.20.0.254',
    '127.20.0.1',
  ])
  assert.deepEqual(at('127.20.0.9/30', 0, 1, 2), ['127.20.0.9', '127.20.0.10', '127.20.0.9'])
  assert.deepEqual(at('127.20.0.8/31', 0, 1, 2), ['127.20.0.8', '127.20.0.9', '127.20.0.8'])
  assert.deepEqual(at('127.20.0.8', 0, 1), ['127.20.0.8', '127.20.0.8'])
  assert.deepEqual(at('2001:db8::/64', 0, 1), ['2001:db8::', '2001:db8::1'])
  for (const wrong of ['', 'x', '127.20.0.0/33', '127.20.0.0/', '127.20.0.0/8/9'])
    assert.equal(parseAddressBlock(wrong), null)
  const run = (from: string) =>
    spawnMain(main, { args: ['--nodes', '3', '--from', from], env: { TRAFFIX_DATA: folder(t) } }).ended
  const foreign = await run('198.51.100.0/24')
  assert.equal(foreign.code, 78)
  assert.match(foreign.stderr, /^--from: this machine has no address 198\.51\.100\.1 /)
  assert.equal((await run('here')).code, 78)
})
