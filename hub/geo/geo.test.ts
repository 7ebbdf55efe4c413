import assert from 'node:assert/strict'
import { copyFile, mkdir, mkdtemp, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { silentLog } from '#kit/log.ts'
import { createGeo } from './geo.ts'
import { createMmdbWriter } from './mmdb-writer.ts'
import { type MadeNetwork, writeWorld } from './made-world.ts'
import { placesOf } from './places-of.ts'
import { testWorld } from './testing/world.ts'

const folder = await mkdtemp(join(tmpdir(), 'test-geo-'))
after(() => rm(folder, { recursive: true }))

let scenes = 0
async function scene(t: TestContext, networks: readonly MadeNetwork[] | null = testWorld) {
  const own = join(folder, String(++scenes))
  await mkdir(own)
  const world = { cityPath: join(own, 'made-city.mmdb'), asnPath: join(own, 'made-asn.mmdb') }
  if (networks) await writeWorld(own, networks)
  const lines: string[] = []
  const log = silentLog()
  log.error = ((fields: { fault?: string }, text: string) =>
    void lines.push(`${text}: ${fields.fault}`)) as never
  log.warn = ((fields: object, text: string) => void lines.push(`${text} ${JSON.stringify(fields)}`)) as never
  log.child = () => log as never
  const lists = join(own, 'lists')
  await mkdir(lists)
  const from = (path: string) => ({ paths: async () => [path], attribution: null })
  const geo = createGeo({ city: from(world.cityPath), asn: from(world.asnPath), lists, log })
  t.after(() => geo.stop())
  await geo.ready
  const told: string[] = []
  geo.onChange(() => void told.push('changed'))
  return { ...world, own, lists, geo, lines, told }
}
const moved = (city: string): MadeNetwork[] => testWorld.map(it => ({ ...it, city }))

test('[GE3] the databases that come with the package know the world, of both families', async t => {
  const config = { GEOIP_CITY_DB: null, GEOIP_ASN_DB: null, TRAFFIX_DATA: folder, TRAFFIX_DEMO: false }
  const geo = createGeo({ ...placesOf(config), lists: null, log: silentLog() })
  t.after(() => geo.stop())
  await geo.ready
  for (const address of ['8.8.8.8', '::ffff:8.8.8.8', '2001:4860:4860::8888']) {
    const seen = geo.look(address)
    assert.deepEqual([seen.country?.length, seen.asn, seen.why], [2, 15169, null], address)
    assert.match(seen.network ?? '', /google/i)
    assert.ok(Math.abs(seen.lat!) > 1)
  }
  assert.equal(geo.look('8.8.8.8').country, 'us')
  assert.equal(geo.look('::ffff:8.8.8.8').address, '8.8.8.8')
  assert.equal(geo.look('::ffff:808:808').address, '8.8.8.8')
  assert.equal(geo.look('192.168.1.1').why, 'private_address')
  assert.equal(geo.look('no address').why, 'not_in_geoip')
  for (const { loaded, fault } of Object.values(geo.state())) {
    assert.equal(fault, null)
    assert.equal(loaded?.attribution?.url, 'https://db-ip.com')
  }
})

test('[GE4] a file that is replaced is used, by rename or written in place, however slowly', async t => {
  const s = await scene(t)
  assert.equal(s.geo.look('127.20.0.1').city, 'Berlin')
  await writeWorld(s.own, moved('Potsdam'))
  await s.geo.refresh()
  assert.equal(s.geo.look('127.20.0.1').city, 'Potsdam')
  assert.deepEqual(s.told, ['changed'])

  const other = await writeWorld(join(s.own, 'other'), moved('Hamburg'))
  const bytes = await readFile(other.cityPath)
  const file = await open(s.cityPath, 'w')
  for (let at = 0; at < bytes.length; at += 2_000) {
    await file.write(bytes.subarray(at, at + 2_000))
    await s.geo.refresh()
    assert.ok(['Potsdam', 'Hamburg'].includes(s.geo.look('127.20.0.1').city!), 'never nowhere')
  }
  await file.close()
  await s.geo.refresh()
  assert.equal(s.geo.look('127.20.0.1').city, 'Hamburg')
  assert.equal(s.geo.state().city.fault, null)
})

test('[GE5] a broken, wrong or missing file is told in one line, and what was loaded stays', async t => {
  const s = await scene(t)
  await writeFile(s.cityPath, 'this is no database')
  await s.geo.refresh()
  await s.geo.refresh()
  assert.equal(s.geo.look('127.20.0.1').city, 'Berlin')
  assert.match(s.geo.state().city.fault ?? '', /made-city\.mmdb is no whole MaxMind DB/)
  assert.equal(s.lines.length, 1, 'told once')
  await copyFile(s.asnPath, `${s.cityPath}.new`)
  await rename(`${s.cityPath}.new`, s.cityPath)
  await s.geo.refresh()
  assert.match(s.geo.state().city.fault ?? '', /is of type Made-ASN, and not a database of cities/)
  await rm(s.cityPath)
  await s.geo.refresh()
  assert.match(s.geo.state().city.fault ?? '', /there is no file .*made-city\.mmdb/)
  assert.match(s.lines.at(-1)!, /^GEOIP_CITY_DB cannot be used/)
  assert.equal(s.geo.look('127.20.0.1').city, 'Berlin')
  assert.deepEqual(s.told, [])
  await writeWorld(s.own, moved('Potsdam'))
  await s.geo.refresh()
  assert.deepEqual([s.geo.look('127.20.0.1').city, s.geo.state().city.fault], ['Potsdam', null])
})

test('[GE5] a file of the right name without the fields is wrong, and files that cannot be made are told and tried again', async t => {
  const s = await scene(t)
  const other = createMmdbWriter()
  other.insert('127.20.0.0/16', { geoname: 1 })
  await writeFile(s.cityPath, other.finish({ type: 'another city', builtAt: new Date() }))
  await s.geo.refresh()
  assert.match(s.geo.state().city.fault ?? '', /has none of the fields country, country_code/)
  assert.equal(s.geo.look('127.20.0.1').city, 'Berlin')

  const nothing = { paths: async () => [], attribution: null }
  const broken = { paths: () => Promise.reject(new Error('the disk is full')), attribution: null }
  const geo = createGeo({ city: nothing, asn: broken, lists: null, log: silentLog() })
  t.after(() => geo.stop())
  await geo.ready
  assert.deepEqual(geo.state().asn, { loaded: null, fault: 'the disk is full' })
})

test('[GE6] without any file nothing is known and nothing breaks; a file that comes later is used', async t => {
  const s = await scene(t, null)
  assert.deepEqual([s.geo.look('8.8.8.8').why, s.geo.look('8.8.8.8').country], ['no_geoip', null])
  assert.equal(s.geo.state().city.loaded, null)
  assert.match(s.geo.state().asn.fault ?? '', /there is no file/)
  await writeWorld(s.own, testWorld)
  await rename(s.asnPath, `${s.asnPath}.later`)
  await s.geo.refresh()
  const half = s.geo.look('127.30.0.1')
  assert.deepEqual([half.city, half.why], ['Falkenstein', 'no_geoip'], 'half of it is not enough to judge')
  await rename(`${s.asnPath}.later`, s.asnPath)
  await s.geo.refresh()
  assert.deepEqual(
    [s.geo.look('127.30.0.1').networkKind?.kind, s.geo.look('127.30.0.1').why],
    ['hosting', null],
  )
  assert.equal(s.told.length, 2)
})

test('[GE7] listed ranges are found in both families; a line that is none is told by file and number', async t => {
  const s = await scene(t)
  await writeFile(
    join(s.lists, 'tor.txt'),
    '# exits\n185.220.100.0/22\n2001:db8:7::/48 ; a comment\n\nnonsense\n',
  )
  await writeFile(join(s.lists, 'hosting-clouds.txt'), '198.51.100.7\n185.220.101.0/24\n10.0.0.0/33\n')
  await writeFile(join(s.lists, 'notes.md'), '0.0.0.0/1')
  await s.geo.refresh()
  const range = (address: string) => s.geo.look(address).range
  assert.deepEqual(range('185.220.103.255'), { kind: 'tor', range: '185.220.100.0/22', list: 'tor.txt' })
  assert.equal(range('185.220.101.5')?.range, '185.220.100.0/22', 'the wider one')
  assert.equal(range('198.51.100.7')?.list, 'hosting-clouds.txt')
  assert.equal(range('2001:db8:7:ffff::1')?.kind, 'tor')
  for (const address of ['185.220.99.255', '185.220.104.0', '198.51.100.8', '2001:db8:8::1', '8.8.8.8'])
    assert.equal(range(address), null, address)
  assert.deepEqual(
    s.lines.map(it => /"file":"(.*?)","line":(\d+)/.exec(it)?.slice(1)),
    [
      ['hosting-clouds.txt', '3'],
      ['tor.txt', '5'],
    ],
  )
  await rm(join(s.lists, 'tor.txt'))
  await s.geo.refresh()
  assert.equal(range('185.220.103.255'), null)
})
