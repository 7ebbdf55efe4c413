import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { seededRandom } from '#bus/testing/edge/random.ts'
import { silentLog } from '#kit/log.ts'
import type { Place } from '#protocol/directory.ts'
import type { NodeStatus } from '#protocol/node.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import { anywhere, cityKey } from '#protocol/routing.ts'
import type { Changed, Known, NodeEntry } from '../known/known.ts'
import type { OnlineNode, Tunnel } from '../tunnels/node.ts'
import { createNodes } from '../tunnels/nodes.ts'
import { createRoutingIndex } from './index.ts'
import { weightOf } from './weight.ts'

type Wanted = { country: string | null; city: string | null; asn: number | null }

/** Nodes as an edge has them; what a tunnel measures is said here. */
function scene(random: () => number) {
  let change: Changed = () => {}
  const known = { onChange: (fn: Changed) => ((change = fn), () => {}) } as unknown as Known
  const nodes = createNodes({ known, said: { set() {} }, now: () => 0, log: silentLog() })
  let weighed = 0
  const index = createRoutingIndex(nodes, {
    now: () => 0,
    random,
    weigh: (node, now) => (weighed++, weightOf(node, now)),
  })
  const entry = (place: Place, status: NodeStatus = 'approved'): NodeEntry => ({
    ...{ kind: 'node', id: randomUUID(), publicKey: randomUUID(), provider: randomUUID(), name: 'a phone' },
    ...{ status, policy: defaultPolicy, place, score: null, verdict: null, revision: 1, gone: false },
  })
  const tunnel = (load: number, rttMs: number | null = null): Tunnel => ({
    attached: { mux: { streams: load + 1, rttMs, goingAway: false }, close() {}, destroy() {} } as never,
    say() {},
    address: '',
  })
  return {
    ...{ nodes, index, entry, tunnel },
    come: (place: Place, load = 0) => nodes.came(entry(place), tunnel(load)),
    becomes: (node: OnlineNode, more: Partial<NodeEntry>) => change({ ...node.entry, ...more }, node.entry),
    counted<T>(fn: () => T): number {
      weighed = 0
      fn()
      return weighed
    },
  }
}
const place = (country: string | null, city: string | null = null, asn: number | null = null): Place => ({
  ...{ country, city, asn, lat: null, lon: null },
})
const noState = { type: 'state', battery: null, network: null, timeZone: null, path: null, at: 0 } as const

test('[RO1] the index gives exactly what a look at every node gives, however they come, change and go', () => {
  const random = seededRandom(7)
  const s = scene(random)
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!
  const countries = ['us', 'de', null]
  const cities = ['New York', 'São Paulo', null]
  const asns = [1, 2, null]
  const somewhere = () => place(one(countries), one(cities), one(asns))
  const all: OnlineNode[] = []
  for (let step = 0; step < 3_000; step++) {
    const node = all.length > 0 ? one(all) : null
    const what = Math.floor(random() * 7)
    if (!node || what === 0) all.push(s.come(somewhere()))
    else if (what === 1 && node.tunnel) s.nodes.lost(node, node.tunnel, one([null, 'left']))
    else if (what === 2 && s.nodes.byId(node.id)) s.nodes.came(node.entry, s.tunnel(0))
    else if (what === 3) s.nodes.state(node, { ...noState, resting: one([null, 'paused']) })
    else if (what === 4) s.becomes(node, { status: one(['approved', 'suspended', 'pending']) })
    else if (what === 5) s.becomes(node, { place: somewhere() })
    else if (random() < 0.1) s.becomes(node, { status: 'rejected' })

    const wanted: Wanted = {
      ...{ country: one(countries), city: one(cities.map(it => it && cityKey(it))), asn: one(asns) },
    }
    const slowly = [...s.nodes.all()].filter(
      ({ carries, entry: { place: at } }) =>
        carries &&
        (wanted.country === null || at.country === wanted.country) &&
        (wanted.city === null || (at.city !== null && cityKey(at.city) === wanted.city)) &&
        (wanted.asn === null || at.asn === wanted.asn),
    )
    assert.equal(s.index.fitting(wanted), slowly.length, `step ${step}`)
    const found = s.index.pick(wanted, null)
    assert.equal(found !== null, slowly.length > 0)
    if (found) assert.ok(slowly.includes(found.node) && s.index.fits(found.node, wanted))
  }
  for (const node of s.nodes.all()) clearTimeout(node.graceTimer)
})

test('[RO2] a choice looks at as many nodes with 50,000 as with 10', () => {
  const cost = (count: number): number => {
    const s = scene(seededRandom(3))
    for (let i = 0; i < count; i++) s.come(place('us', 'New York', i % 3))
    return Math.max(
      ...Array.from({ length: 200 }, () =>
        s.counted(() => s.index.pick({ ...anywhere, country: 'us' }, null)),
      ),
    )
  }
  const [few, many] = [cost(10), cost(50_000)]
  assert.equal(few, many)
  assert.ok(many <= 8, `${many} nodes were weighed`)
})

test('[RO3] the better node is chosen far more often, a full or a tried one never', () => {
  const s = scene(seededRandom(5))
  const idle = Array.from({ length: 5 }, () => s.come(place('us')))
  const busy = Array.from({ length: 15 }, () => s.come(place('us'), 500))
  let better = 0
  for (let i = 0; i < 1_000; i++) if (idle.includes(s.index.pick(anywhere, null)!.node)) better++
  // Five of twenty are drawn: in three draws of four one of the five is among them.
  assert.ok(better > 700, `${better} of 1000`)
  assert.ok(!idle.includes(s.index.pick(anywhere, new Set(idle))!.node))
  for (const node of busy) s.becomes(node, { policy: { ...defaultPolicy, maxSessions: 500 } })
  assert.equal(s.index.pick(anywhere, new Set(idle)), null)
})

test('[RO3] each part of the weight counts as it says', () => {
  const s = scene(seededRandom(5))
  const weight = (change: (node: OnlineNode) => void, load = 0, rtt: number | null = null): number => {
    const node = s.nodes.came(s.entry(place('us')), s.tunnel(load, rtt))
    change(node)
    return weightOf(node, 60_000)
  }
  const plain = weight(() => {}, 0, 0)
  const battery = (level: number, charging: boolean) => (node: OnlineNode) => {
    node.battery = { level, charging, temperature: null }
  }
  const against = (value: number) => Math.round((value / plain) * 1_000) / 1_000
  assert.equal(against(weight(() => {}, 50, 0)), 0.5)
  assert.equal(against(weight(() => {}, 0, 300)), 0.5)
  assert.equal(against(weight(battery(1, false), 0, 0)), 1)
  assert.equal(against(weight(battery(0, false), 0, 0)), 0.3)
  assert.equal(against(weight(battery(0, true), 0, 0)), 1)
  assert.equal(against(weight(node => node.failed(60_000), 0, 0)), 0.5)
  // Half of it is forgotten in a minute.
  assert.equal(against(weight(node => node.failed(0), 0, 0)), Math.round(1_000 * Math.SQRT1_2) / 1_000)
})
