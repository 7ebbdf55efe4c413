import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { eventually } from '#bus/testing/eventually.ts'
import type { DeviceState } from '#protocol/tunnel.ts'
import { answer, dialFrom, dialTarget, type Handler, startDevice } from '../testing/device.ts'
import { password, startEdge } from '../testing/edge.ts'
import { reported, reportsOf } from '../testing/reports.ts'

const s = await startEdge({ env: { EDGE_PLACE: '52.37, 4.9' } })
after(() => s.stop())
const door = `127.0.0.1:${s.edge.tunnelPort}`
const network = (type: 'wifi' | 'cellular' | 'ethernet'): Partial<DeviceState> => ({
  network: { type, generation: null, metered: false, signal: null },
})
const battery = (level: number, charging = false): Partial<DeviceState> => ({
  battery: { level, charging, temperature: null },
})

test('[CK3] where a node leaves from is what the door sees, not where its tunnel comes from', async () => {
  const { device, node } = await s.device({ handler: dialFrom('127.0.0.2') })
  device.state({ ...network('wifi'), timeZone: 'Asia/Tashkent', path: { mtu: 1_420, tunnel: true } })
  const [came] = await reported(s.hub, node.id, 'came')
  assert.deepEqual([came.edge, came.tunnel], ['edge-t', '127.0.0.1'])
  const [it] = await reported(s.hub, node.id, 'measured')
  assert.deepEqual([it.tunnel, it.exit, it.exitFault], ['127.0.0.1', '127.0.0.2', null])
  assert.deepEqual(it.from, { lat: 52.37, lon: 4.9 })
  assert.deepEqual([it.timeZone, it.path], ['Asia/Tashkent', { mtu: 1_420, tunnel: true }])
  assert.equal(it.network?.type, 'wifi')
  assert.ok(it.rttMs !== null && it.rttMs > 0)
  assert.ok(it.bytesPerSecond !== null && it.bytesPerSecond > 0)
  assert.ok(it.at >= came.at)
  await device.kill()
})

test('[CK3] a device that lies cannot choose its exit, and looks no quicker for bytes that it makes up', async () => {
  const junk = Buffer.alloc(128 * 1024, 'x')
  /** Says that it is through, and answers with what it likes; the door hears of it, or not. */
  const liar =
    (tellsTheDoor: boolean): Handler =>
    (target, stream) => {
      answer(stream, { ok: true })
      stream.events = {
        data(piece) {
          stream.consumed(piece.length)
          const socket = tellsTheDoor ? connect(Number(target.split(':').at(-1)), '127.0.0.1') : null
          socket?.on('error', () => {}).write(piece)
          stream.write(Buffer.concat([Buffer.from('ADDRESS 203.0.113.9\n'), junk]))
          if (!socket) stream.end()
        },
        ...{ end() {}, drain() {}, closed() {} },
      }
    }
  const silent = await s.device({ handler: liar(false) })
  const [nowhere] = await reported(s.hub, silent.node.id, 'measured')
  assert.deepEqual([nowhere.exit, nowhere.bytesPerSecond], [null, null])
  assert.notEqual(nowhere.exitFault, null)
  const told = await s.device({ handler: liar(true) })
  const [seen] = await reported(s.hub, told.node.id, 'measured')
  assert.ok(seen.exit === '127.0.0.1' || seen.exit === null)
  assert.equal(seen.bytesPerSecond, null)
  await Promise.all([silent.device.kill(), told.device.kill()])
})

test('[CK3] what a device answers instead is why its exit is not known', async () => {
  const no: Handler = (_, stream) => {
    answer(stream, { ok: false, code: 'forbidden', message: 'no' })
    stream.end()
  }
  const { device, node } = await s.device({ handler: no })
  const [it] = await reported(s.hub, node.id, 'measured')
  assert.deepEqual([it.exit, it.exitFault], [null, 'forbidden'])
  assert.notEqual(it.rttMs, null)
  await device.kill()
})

test('[CK4] nodes that carry nothing are measured too; a change of network measures anew', async () => {
  for (const status of ['pending', 'suspended'] as const) {
    const asked: string[] = []
    const handler: Handler = (target, ...more) => (asked.push(target), dialTarget(target, ...more))
    const { device, node } = await s.device({ status, handler })
    device.state(network('wifi'))
    await reported(s.hub, node.id, 'measured')
    device.state(network('wifi'))
    device.state(network('cellular'))
    const all = await reported(s.hub, node.id, 'measured', 2)
    assert.equal(all.at(-1)?.network?.type, 'cellular')
    assert.ok(asked.every(it => it === door))
    assert.equal((await reportsOf(s.hub, node.id)).filter(it => it.kind === 'tested').length, 0)
    await device.kill()
  }
})

test('[CK5] a row of history is told when something matters, and why a node left', async () => {
  const { device, node } = await s.device()
  const said: Partial<DeviceState>[] = [
    { ...network('wifi'), ...battery(0.8) },
    { ...network('wifi'), ...battery(0.79) },
    { ...network('wifi'), ...battery(0.76) },
    { ...network('wifi'), ...battery(0.75) },
    { ...network('wifi'), ...battery(0.78) },
    { ...network('wifi'), ...battery(0.78, true) },
    { ...network('cellular'), ...battery(0.78, true) },
    { ...network('cellular'), ...battery(0.78, true), resting: 'schedule' },
  ]
  for (const state of said) device.state(state)
  device.state({ ...said.at(-1), network: { ...said.at(-1)!.network!, signal: -71 } })
  device.leave('stopped')
  const [left] = await reported(s.hub, node.id, 'left')
  assert.equal(left.reason, 'stopped')
  const rows = await reported(s.hub, node.id, 'state')
  assert.deepEqual(
    rows.map(it => [it.battery?.level, it.battery?.charging, it.network?.type, it.resting]),
    [
      [0.8, false, 'wifi', null],
      [0.75, false, 'wifi', null],
      [0.78, true, 'wifi', null],
      [0.78, true, 'cellular', null],
      [0.78, true, 'cellular', 'schedule'],
    ],
  )
})

test('[CK5] a device that changes its mind all the time fills no history', async () => {
  const { device, node } = await s.device()
  for (let i = 0; i < 100; i++) device.state(battery(0.5, i % 2 === 0))
  device.leave()
  await reported(s.hub, node.id, 'left')
  assert.equal((await reported(s.hub, node.id, 'state')).length, 20)
})

test('[CK6] a device that dials anew came again, and never left', async () => {
  const { device, node } = await s.device()
  await reported(s.hub, node.id, 'measured')
  const second = await startDevice({ port: s.edge.tunnelPort, key: device.key })
  await reported(s.hub, node.id, 'measured', 2)
  const kinds = (await reportsOf(s.hub, node.id)).map(it => it.kind)
  assert.equal(kinds.filter(it => it === 'came').length, 2)
  assert.ok(!kinds.includes('left'))
  await s.put({ ...node, status: 'rejected' })
  assert.equal((await reported(s.hub, node.id, 'left'))[0].reason, 'rejected')
  await second.closed
})

test('[CK7] what could not be said while Redis was away is said when it is back, and what is known is said again', async () => {
  const { device, node } = await s.device()
  device.state(battery(0.9))
  const [before] = await reported(s.hub, node.id, 'measured')
  await s.redis.kill()
  device.state(battery(0.4))
  await eventually(async () => {
    const { status } = await fetch(`http://127.0.0.1:${s.edge.opsPort}/ready`)
    assert.equal(status, 503)
  })
  await s.redis.restart()
  await eventually(async () => assert.equal(s.hub.up, true))
  await s.fill()
  const [again] = await reported(s.hub, node.id, 'measured')
  assert.deepEqual(again, before)
  await reported(s.hub, node.id, 'came')
  const rows = await reported(s.hub, node.id, 'state')
  assert.equal(rows.at(-1)?.battery?.level, 0.4)
  await s.restart()
  assert.equal((await reported(s.hub, node.id, 'left'))[0].reason, 'edge_stopped')
})

test('[CK4] what is measured, tested and told is so again after its time, and of a node that went no more', async t => {
  const times = { measureMs: 400, testMs: 400, stateMs: 400 }
  const quick = await startEdge({ checkTimes: times })
  t.after(() => quick.stop())
  const handler: Handler = (target, stream, early) => {
    if (target.endsWith(`:${quick.edge.tunnelPort}`)) return dialTarget(target, stream, early)
    answer(stream, { ok: false, code: 'forbidden', message: '' })
    stream.end()
  }
  const { device, node } = await quick.device({ handler })
  for (const kind of ['measured', 'tested', 'state'] as const) await reported(quick.hub, node.id, kind, 3)
  device.leave()
  await reported(quick.hub, node.id, 'left')
  const { length } = await reportsOf(quick.hub, node.id)
  await new Promise(resolve => setTimeout(resolve, 2_500))
  assert.equal((await reportsOf(quick.hub, node.id)).length, length)
})

test('[CK4] where bytes are paid for, speed is measured when a device came and not each time', async t => {
  const s = await startEdge({ checkTimes: { measureMs: 200 } })
  t.after(() => s.stop())
  const { device, node } = await s.device({ handler: dialTarget })
  const metered = { type: 'cellular', generation: '4g', metered: true, signal: null } as const
  device.state({ network: metered })
  const isMetered = (it: { network: { metered: boolean } | null }) => it.network?.metered === true
  const [first] = await reported(s.hub, node.id, 'measured')
  assert.ok(first.bytesPerSecond !== null)
  await eventually(async () => {
    const later = (await reported(s.hub, node.id, 'measured')).filter(isMetered).slice(1)
    assert.ok(later.length >= 3)
    for (const it of later)
      assert.deepEqual([it.exit, it.exitFault, it.bytesPerSecond], ['127.0.0.1', null, null])
  })
  await device.kill()
})

test('[CK2] who has brought half a line is a stranger', async () => {
  const strangers = async () => {
    const text = await (await fetch(`http://127.0.0.1:${s.edge.opsPort}/metrics`)).text()
    return Number(/traffix_edge_strangers(?:\{[^}]*\})? (\d+)/.exec(text)?.[1])
  }
  const half = connect(s.edge.tunnelPort, '127.0.0.1').on('error', () => {})
  half.write('TRAFFIX-ECHO AAAA')
  await eventually(async () => assert.equal(await strangers(), 1))
  half.write('A'.repeat(40))
  await new Promise(resolve => half.once('close', resolve))
  await eventually(async () => assert.equal(await strangers(), 0))
})

test('[CK11] of what failed only that counts which is the node’s own fault', async () => {
  await s.knows(await s.user({ login: 'ann' }))
  const says = { busy: 'overloaded', late: 'timeout', closed: 'refused', home: 'forbidden' } as const
  const handler: Handler = (target, stream, early) => {
    if (target.endsWith(`:${s.edge.tunnelPort}`)) return dialTarget(target, stream, early)
    const name = target.split('.')[0] as keyof typeof says
    answer(stream, says[name] ? { ok: false, code: says[name], message: '' } : { ok: true })
    if (says[name]) stream.end()
  }
  const place = { country: 'to', city: null, lat: null, lon: null, asn: null }
  const { device, node } = await s.device({ handler, place })
  device.state(network('wifi'))
  await reported(s.hub, node.id, 'measured')
  const login = Buffer.from(`ann-country-to:${password}`).toString('base64')
  for (const name of ['open', ...Object.keys(says), 'open']) {
    const customer = connect(s.edge.httpPort, '127.0.0.1').on('error', () => {})
    customer.write(`CONNECT ${name}.example:80 HTTP/1.1\r\nProxy-Authorization: Basic ${login}\r\n\r\n`)
    await once(customer, 'data')
    customer.destroy()
  }
  device.state(network('cellular'))
  const [, it] = await reported(s.hub, node.id, 'measured', 2)
  assert.deepEqual([it?.opened, it?.failed], [2, 1])
  await device.kill()
})

test('[CK4] a measurement that failed in passing is tried again soon', async t => {
  const quick = await startEdge({ checkTimes: { retryMs: 100 } })
  t.after(() => quick.stop())
  let asked = 0
  const { device, node } = await quick.device({
    handler(target, stream, early) {
      if (!target.endsWith(`:${quick.edge.tunnelPort}`) || asked++ > 0)
        return dialTarget(target, stream, early)
      answer(stream, { ok: false, code: 'overloaded', message: '' })
      stream.end()
    },
  })
  const [first, second] = await reported(quick.hub, node.id, 'measured', 2)
  assert.deepEqual([first.exitFault, second?.exitFault], ['overloaded', null])
  await device.kill()
})
