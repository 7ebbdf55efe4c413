import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { eventually } from '#bus/testing/eventually.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import type { ConnectAnswer } from '#protocol/tunnel.ts'
import { homeRanges, resultOf } from '#protocol/trust/self-test.ts'
import { answer, dialTarget, type Handler } from '../testing/device.ts'
import { password, startEdge } from '../testing/edge.ts'
import { reported, reportsOf } from '../testing/reports.ts'
import { homeTargets } from './home-targets.ts'

const s = await startEdge({ env: { EDGE_REBINDING_NAME: 'rebind.example' } })
after(() => s.stop())
const door = `127.0.0.1:${s.edge.tunnelPort}`

/** A device that lets the edge through, and says this to everything else. */
const saying =
  (say: (target: string) => ConnectAnswer, asked: string[] = []): Handler =>
  (target, stream, early) => {
    if (target === door) return dialTarget(target, stream, early)
    asked.push(target)
    const said = say(target)
    answer(stream, said)
    if (!said.ok) stream.end()
  }
const no = (code: 'forbidden' | 'refused' | 'unreachable' | 'overloaded'): ConnectAnswer => ({
  ...{ ok: false, code, message: '' },
})

test('[CK8] each range of a home is asked for, and a device that forbids all of them passes', async () => {
  const asked: string[] = []
  const { device, node } = await s.device({ handler: saying(() => no('forbidden'), asked) })
  const [{ tries }] = await reported(s.hub, node.id, 'tested')
  assert.equal(resultOf(tries), 'passed')
  assert.deepEqual(new Set(tries.map(it => it.range)), new Set(homeRanges))
  assert.deepEqual(
    tries.map(it => it.target),
    homeTargets('rebind.example').map(it => it.target),
  )
  assert.equal(asked.filter(it => it === 'rebind.example:80').length, 2)
  const text = await (await fetch(`http://127.0.0.1:${s.edge.opsPort}/metrics`)).text()
  assert.match(text, /traffix_edge_self_tests_total\{result="passed"[^}]*\} 1/)
  assert.match(text, /traffix_edge_measurements_total\{result="ok"[^}]*\} 1/)
  await device.kill()
})

test('[CK8] a device that gets there, or only tries to, fails; and one that is busy says nothing', async () => {
  const oneIs = (target: string, code: ConnectAnswer) =>
    saying(it => (it === target ? code : no('forbidden')))
  const cases: [Handler, string][] = [
    [oneIs('192.168.1.1:80', { ok: true }), 'failed'],
    [oneIs('[::ffff:127.0.0.1]:80', no('refused')), 'failed'],
    [oneIs('localhost:80', no('refused')), 'failed'],
    [oneIs('[fd12:3456::1]:80', no('unreachable')), 'unclear'],
    [saying(() => no('overloaded')), 'unclear'],
    // Other names of the same range were refused.
    [oneIs('rebind.example:80', no('unreachable')), 'passed'],
  ]
  for (const [handler, expected] of cases) {
    const { device, node } = await s.device({ handler })
    const [{ tries }] = await reported(s.hub, node.id, 'tested')
    assert.equal(resultOf(tries), expected)
    await device.kill()
  }
})

test('[CK8] a device that connects anywhere is found out', async () => {
  const { device, node } = await s.device()
  const [{ tries }] = await reported(s.hub, node.id, 'tested')
  assert.equal(resultOf(tries), 'failed')
  assert.ok(tries.some(it => it.range === 'loopback' && it.result === 'reached'))
  await device.kill()
})

test('[CK8] a node is tested when it is approved, and not before', async () => {
  const { device, node } = await s.device({ status: 'pending', handler: saying(() => no('forbidden')) })
  await reported(s.hub, node.id, 'measured')
  const before = await reportsOf(s.hub, node.id)
  assert.ok(!before.some(it => it.kind === 'tested'))
  await s.put({ ...node, status: 'approved' })
  await reported(s.hub, node.id, 'tested')
  await device.kill()
})

test('[CK9] a node that may carry one connection carries it while it is tested', async () => {
  await s.knows(await s.user({ login: 'ann' }))
  let held = 0
  const { device } = await s.device({
    place: { country: 'fj', city: null, lat: null, lon: null, asn: null },
    policy: { ...defaultPolicy, maxSessions: 1 },
    handler(target, ...more) {
      if (target === door) return dialTarget(target, ...more)
      // What is asked for a test is never answered.
      if (target !== 'mail.example:587') return void held++
      answer(more[0], { ok: true })
    },
  })
  await eventually(async () => assert.equal(held, 6))
  const login = Buffer.from(`ann-country-fj:${password}`).toString('base64')
  const customer = connect(s.edge.httpPort, '127.0.0.1').on('error', () => {})
  customer.write(`CONNECT mail.example:587 HTTP/1.1\r\nProxy-Authorization: Basic ${login}\r\n\r\n`)
  const [said] = (await once(customer, 'data')) as [Buffer]
  assert.match(said.toString(), /^HTTP\/1\.1 200 /)
  customer.destroy()
  await device.kill()
})

test('[CK9] what the edge does for itself is no load, no session and no traffic', async () => {
  let asked = 0
  // Takes every connection of a test, and keeps it.
  const handler = saying(() => {
    asked++
    return { ok: true }
  })
  const { device, node } = await s.device({ handler })
  let most = 0
  const streams = setInterval(() => (most = Math.max(most, device.attached.mux.streams)), 1)
  await reported(s.hub, node.id, 'tested')
  clearInterval(streams)
  assert.equal(asked, homeTargets('x').length)
  await eventually(async () => assert.equal(device.attached.mux.streams, 1))
  const text = await (await fetch(`http://127.0.0.1:${s.edge.opsPort}/metrics`)).text()
  assert.match(text, /traffix_edge_sessions_opened_total(\{[^}]*\})? 1\n/)
  assert.ok(!(await reportsOf(s.hub, node.id)).some(it => it.kind === 'measured' && it.opened > 0))
  await device.kill()
})
