import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createReportsSender } from '#bus/node-reports.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { silentLog } from '#kit/log.ts'
import type { Node } from '#protocol/rest/nodes.ts'
import type { NodeReport, ReportOf } from '#protocol/trust/report.ts'
import { homeRanges, type SelfTry } from '#protocol/trust/self-test.ts'
import { writeWorld } from '../geo/made-world.ts'
import { testWorld } from '../geo/testing/world.ts'
import { createDevices } from '../testing/devices.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'
import { openSocket } from '../testing/socket.ts'

let hub: TestHub
let folder: string
let devices: Awaited<ReturnType<typeof createDevices>>
let operator: Awaited<ReturnType<TestHub['signedIn']>>
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-world-'))
  const { cityPath, asnPath } = await writeWorld(folder, testWorld)
  hub = await startTestHub({ env: { GEOIP_CITY_DB: cityPath, GEOIP_ASN_DB: asnPath } })
  devices = await createDevices(hub)
  operator = await hub.signedIn('operator')
})
after(async () => {
  await hub.stop()
  await rm(folder, { recursive: true })
})

/** As an edge says it. */
async function say(...reports: NodeReport[]): Promise<void> {
  const sender = createReportsSender(hub.bus, { log: silentLog() })
  for (const it of reports) sender.add(it)
  assert.ok(await sender.flush())
}
let clock = Date.now() - 60_000
const of = (node: string) => ({ node, edge: 'one', at: ++clock })
const came = (node: string, tunnel: string): NodeReport => ({ kind: 'came', ...of(node), tunnel })
const measured = (
  node: string,
  tunnel: string,
  more: Partial<ReportOf<'measured'>> = {},
): ReportOf<'measured'> => ({
  ...{
    kind: 'measured',
    ...of(node),
    tunnel,
    exit: tunnel,
    exitFault: null,
    rttMs: 30,
    bytesPerSecond: 2_000_000,
  },
  ...{ from: { lat: 50.1, lon: 8.7 }, timeZone: 'Europe/Berlin', path: { mtu: 1_500, tunnel: false } },
  ...{ network: null, opened: 0, failed: 0, ...more },
})
async function device(more: object = {}): Promise<string> {
  const { code } = await devices.code(more)
  return (await devices.ask(code)).node!
}
const nodeOf = async (id: string): Promise<Node> => (await operator.get(`/api/nodes/${id}`)).body.node
const signals = (node: Node) => node.checks.verdict?.signals.map(it => it.signal)
/** An address of its own: nodes of other tests are on other lines. */
let hosts = 0
const line = (network: string) => `${network}.${Math.floor(++hosts / 200)}.${1 + (hosts % 200)}`
async function judged(id: string, fn: (node: Node) => void): Promise<Node> {
  await eventually(async () => {
    const node = await nodeOf(id)
    assert.ok(node.checks.at)
    fn(node)
  })
  return await nodeOf(id)
}

test('[NT1] a device has its place, network, verdict, score and reasons as soon as its edge has measured it', async () => {
  const id = await device()
  const fresh = await nodeOf(id)
  assert.deepEqual([fresh.checks.verdict, fresh.checks.score, fresh.status], [null, null, 'pending'])
  const address = line('127.20')
  await say(came(id, address), measured(id, address))
  const node = await judged(id, it =>
    assert.deepEqual([it.checks.verdict?.kind, it.checks.exit?.network], ['home', 'Deutsche Telekom AG']),
  )
  assert.deepEqual(node.place, { country: 'de', city: 'Berlin', lat: 52.52, lon: 13.4, asn: 3320 })
  assert.deepEqual(node.checks.verdict?.signals, [])
  assert.ok(node.checks.score!.points > 60)
  assert.equal(node.checks.tunnel?.address, address)
  assert.equal(node.status, 'pending', 'a good verdict approves nothing')
  const known = await devices.entry(id)
  assert.deepEqual([known?.verdict, known?.place.city], ['home', 'Berlin'])
  assert.equal(known?.score, node.checks.score!.points)
})

test('[NT2] a data centre, an exit elsewhere and ten on one line are flagged with their reasons; a home is not', async () => {
  const [hosting, elsewhere] = [await device(), await device()]
  const server = line('127.30')
  await say(came(hosting, server), measured(hosting, server))
  const home = line('127.20')
  await say(came(elsewhere, home), measured(elsewhere, home, { exit: line('127.21') }))
  const flagged = await judged(hosting, it => assert.equal(it.checks.verdict?.kind, 'hosting'))
  assert.deepEqual(signals(flagged), ['networkKind'])
  assert.ok(flagged.checks.score!.points <= 20)
  const away = await judged(elsewhere, it => assert.equal(it.checks.verdict?.kind, 'proxy'))
  assert.ok(signals(away)?.includes('exitDiffers'))
  assert.equal(away.place.country, 'uz', 'where its traffic leaves from')

  const shared = line('127.22')
  const { code } = await devices.code({ maxUses: 10 })
  const ten: string[] = []
  for (let n = 0; n < 10; n++) ten.push((await devices.ask(code)).node!)
  for (const id of ten) await say(came(id, shared), measured(id, shared))
  for (const id of ten) {
    // Also of the first, which came alone.
    await judged(id, it => {
      const [signal] = it.checks.verdict?.signals ?? []
      assert.equal(signal?.signal === 'sharedAddress' && signal.nodes, 10)
      assert.equal(it.checks.verdict?.kind, 'doubtful')
    })
  }
})

test('[NT2] a phone that comes by another network is not taken for one that leaves elsewhere', async () => {
  const id = await device({ approves: true })
  const [wifi, mobile] = [line('127.20'), line('127.22')]
  await say(came(id, wifi), measured(id, wifi))
  await judged(id, it => assert.equal(it.checks.exit?.address, wifi))
  await say({ kind: 'left', ...of(id), reason: 'lost' }, came(id, mobile))
  const between = await judged(id, it => assert.equal(it.checks.tunnel?.address, mobile))
  assert.deepEqual([between.checks.exit, between.checks.rttMs, signals(between)], [null, null, []])
  await say(measured(id, mobile))
  const after = await judged(id, it => assert.equal(it.checks.exit?.address, mobile))
  assert.deepEqual([signals(after), after.status], [[], 'approved'])
})

test('[NT3] a clear violation suspends a node that carries, once, with its reason; staff are told at once', async () => {
  const id = await device({ approves: true })
  const socket = await openSocket(hub.url, { cookie: operator.cookie })
  await socket.command({ do: 'subscribe', topic: `user:${operator.user.id}` })
  const address = line('127.30')
  await say(came(id, address), measured(id, address))
  const event = await socket.next(it => it.event?.kind === 'nodeSuspended' && it.event.node.id === id)
  assert.deepEqual([event.event.why, event.event.verdict], ['verdict', 'hosting'])
  const node = await nodeOf(id)
  assert.deepEqual([node.status, node.decided?.by], ['suspended', null])
  assert.match(node.decided!.reason, /hosting/)
  assert.equal((await devices.entry(id))?.status, 'suspended')
  const admin = await hub.signedIn('admin')
  const { items } = (await admin.get(`/api/audit?target=${id}`)).body
  assert.deepEqual([items[0].action, items[0].actor, items[0].detail.by], ['node.suspended', null, 'verdict'])

  // Whoever lets it carry all the same has seen why it was stopped: that does not stop it again, and something new does.
  assert.equal((await operator.post(`/api/nodes/${id}/approve`, { reason: 'known' })).status, 200)
  await say(measured(id, address, { rttMs: 31 }))
  await judged(id, it => assert.equal(it.checks.rttMs, 31))
  assert.equal((await nodeOf(id)).status, 'approved')
  await say(measured(id, address, { exit: line('127.21'), timeZone: 'Asia/Shanghai', rttMs: 32 }))
  await judged(id, it => assert.equal(it.status, 'suspended'))
  socket.close()
})

test('[NT4] a home that is not closed suspends its node whatever else is known of it', async () => {
  const id = await device({ approves: true })
  const refused = homeRanges.map((range): SelfTry => ({
    range,
    target: `${range}:80`,
    result: 'refused',
    answer: 'forbidden',
  }))
  await say({ kind: 'tested', ...of(id), tries: refused })
  await eventually(async () => assert.equal((await nodeOf(id)).checks.selfTest?.result, 'passed'))
  assert.equal((await nodeOf(id)).status, 'approved')
  const reached: SelfTry = { range: 'private', target: '192.168.1.1:80', result: 'reached', answer: 'ok' }
  await say({ kind: 'tested', ...of(id), tries: [...refused, reached] })
  await eventually(async () => assert.equal((await nodeOf(id)).status, 'suspended'))
  const node = await nodeOf(id)
  assert.match(node.decided!.reason, /192\.168\.1\.1:80 was reached/)
  assert.equal(node.checks.selfTest?.tries.length, refused.length + 1)
  const listed = (await operator.get(`/api/nodes?search=${id}`)).body.items[0]
  assert.deepEqual([listed.checks.selfTest.result, listed.checks.selfTest.tries], ['failed', []])
})

test('[NT5] a report that comes twice, late or of nobody changes nothing', async () => {
  const id = await device()
  const address = line('127.20')
  const reports = [came(id, address), measured(id, address, { opened: 8, failed: 2 })]
  await say(...reports, ...reports)
  await judged(id, it => assert.equal(it.checks.score?.parts.find(part => part.part === 'success')?.saw, 0.8))
  await say({ ...measured(id, line('127.30')), at: 1_000 })
  await say(came('01900000-0000-7000-8000-000000000000', address), measured(id, address, { rttMs: 33 }))
  const node = await judged(id, it => assert.equal(it.checks.rttMs, 33))
  assert.equal(node.checks.verdict?.kind, 'home')
  const { history } = (await operator.get(`/api/nodes/${id}/history`)).body
  assert.equal(history.visits.length, 1)
})

test('[NT6] battery, network, visits with why it left, and verdicts are history', async () => {
  const id = await device()
  const address = line('127.20')
  const battery = { level: 0.81, charging: false, temperature: 31 }
  const network = { type: 'cellular', generation: '5g', metered: true, signal: -88 } as const
  await say(
    ...[came(id, address), measured(id, address)],
    { kind: 'state', ...of(id), battery, network, resting: null },
    { kind: 'state', ...of(id), battery: { ...battery, level: 0.1 }, network, resting: 'battery' },
    { kind: 'left', ...of(id), reason: 'shutdown' },
  )
  await eventually(async () => {
    const { history } = (await operator.get(`/api/nodes/${id}/history?hours=1`)).body
    assert.deepEqual(
      history.states.map((it: { battery: object; resting: string | null }) => [it.battery, it.resting]),
      [
        [battery, null],
        [{ ...battery, level: 0.1 }, 'battery'],
      ],
    )
    assert.deepEqual(history.states[0].network, network)
    assert.deepEqual([history.visits[0].left, history.visits[0].address], ['shutdown', address])
    assert.ok(history.visits[0].to)
    assert.ok(history.checks.length > 0)
    for (const it of history.checks) assert.deepEqual([it.verdict, it.asn], ['home', 3320])
  })
  assert.equal(
    (await operator.get('/api/nodes?online=true')).body.items.some((it: Node) => it.id === id),
    false,
  )
})

test('[NT7] lists are filtered, sorted, counted and jumped in by what was found', async () => {
  const ids = (await operator.get('/api/nodes?limit=200')).body.items.map((it: Node) => it.id) as string[]
  const all = async (query: string) => {
    const reply = await operator.get(`/api/nodes?limit=200&${query}`)
    assert.equal(reply.status, 200, reply.text)
    return reply.body.items as Node[]
  }
  const hosting = await all('verdict=hosting')
  assert.ok(hosting.length > 0 && hosting.every(it => it.checks.verdict?.kind === 'hosting'))
  assert.ok((await all('country=UZ')).every(it => it.place.country === 'uz'))
  assert.ok((await all('search=hetzner')).some(it => it.checks.verdict?.kind === 'hosting'))
  const points = (await all('sort=score')).map(it => it.checks.score?.points ?? -1)
  assert.deepEqual(
    points,
    points.toSorted((a, b) => b - a),
  )
  const good = await all('scoreFrom=60')
  assert.ok(good.length > 0 && good.every(it => it.checks.score!.points >= 60))
  assert.deepEqual(
    (await all('skip=2')).map(it => it.id),
    ids.slice(2),
  )
  const paged: string[] = []
  for (let after = ''; ;) {
    const { body } = await operator.get(`/api/nodes?limit=3&sort=name${after && `&after=${after}`}`)
    paged.push(...body.items.map((it: Node) => it.id))
    if (body.next === null) break
    after = body.next
  }
  assert.deepEqual(new Set(paged), new Set(ids))
  assert.equal(paged.length, ids.length)
  const { counts } = (await operator.get('/api/node-counts')).body
  assert.equal(counts.total, ids.length)
  assert.equal(counts.byVerdict.hosting, hosting.length)
  const sum = (by: Record<string, number>) => Object.values(by).reduce((a, b) => a + b, 0)
  for (const by of [counts.byStatus, counts.byVerdict, counts.byNetwork]) assert.equal(sum(by), ids.length)
  const some = (await operator.get('/api/node-counts?verdict=hosting')).body.counts
  assert.equal(some.total, hosting.length)
  assert.equal((await operator.get('/api/nodes?scoreFrom=never')).status, 400)
})

test('[NT8] several are decided on at once, each in the audit log by itself', async () => {
  const some = [await device(), await device()]
  const { body } = await operator.post('/api/nodes/decide', {
    ...{ ids: [...some, '01900000-0000-7000-8000-000000000000'], status: 'approved', reason: 'a good lot' },
  })
  assert.deepEqual(new Set(body.decided), new Set(some))
  const admin = await hub.signedIn('admin')
  for (const id of some) {
    assert.equal((await devices.entry(id))?.status, 'approved')
    const { items } = (await admin.get(`/api/audit?target=${id}`)).body
    assert.deepEqual([items[0].action, items[0].detail.reason], ['node.approved', 'a good lot'])
  }
})

test('[NT10] databases that come, break or go: judged anew when there is news, and else as before, with the reason', async t => {
  const own = await mkdtemp(join(tmpdir(), 'test-world-'))
  const paths = { GEOIP_CITY_DB: join(own, 'made-city.mmdb'), GEOIP_ASN_DB: join(own, 'made-asn.mmdb') }
  const other = await startTestHub({ env: paths })
  t.after(async () => {
    await other.stop()
    await rm(own, { recursive: true })
  })
  const there = await createDevices(other)
  const staff = await other.signedIn('operator')
  const id = (await there.ask((await there.code()).code)).node!
  const address = line('127.20')
  const sender = createReportsSender(other.bus, { log: silentLog() })
  for (const it of [came(id, address), measured(id, address)]) sender.add(it)
  await sender.flush()
  const is = (fn: (node: Node) => void) =>
    eventually(async () => fn((await staff.get(`/api/nodes/${id}`)).body.node))
  await is(node => {
    assert.deepEqual([node.checks.verdict?.kind, node.status], ['unknown', 'pending'])
    assert.equal(node.checks.verdict?.unknown, 'no_geoip')
  })
  await writeWorld(own, testWorld)
  await is(node => assert.deepEqual([node.checks.verdict?.kind, node.place.city], ['home', 'Berlin']))
  await writeFile(paths.GEOIP_CITY_DB, 'broken')
  await eventually(async () => {
    const { geo } = (await staff.get('/api/geo')).body
    assert.match(geo.city.fault, /made-city\.mmdb is no whole MaxMind DB/)
    assert.ok(geo.city.loaded)
  })
  await is(node => assert.deepEqual([node.checks.verdict?.kind, node.status], ['home', 'pending']))
})
