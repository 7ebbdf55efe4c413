import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LiveNode, toColumns } from '#protocol/live/nodes.ts'
import { createWaitingSet } from './waiting-set.ts'

const node = (id: string, facts: Partial<LiveNode> = {}): LiveNode => ({
  ...{ id, edge: 'edge-1', status: 'pending', online: true, since: 0, country: null, city: null },
  ...{ lat: null, lon: null, asn: null, battery: 0.5, charging: false, network: null, generation: null },
  ...{ score: null, verdict: null, sessions: 0, up: 0, down: 0 },
  ...facts,
})
const columns = (...rows: [number, LiveNode][]) => toColumns(rows)

test('[WEB38] a device that comes, is judged, is decided on or goes is news; its battery and its traffic are none', () => {
  const waiting = createWaitingSet()
  assert.equal(waiting.load(columns([1, node('a', { status: 'approved' })])), false)
  assert.equal(waiting.change(columns([2, node('b')]), undefined), true, 'came')
  assert.equal(waiting.change(columns([2, node('b', { battery: 0.4, up: 9 })]), undefined), false)
  assert.equal(waiting.change(columns([2, node('b', { score: 71, verdict: 'home' })]), undefined), true)
  assert.equal(waiting.change(columns([1, node('a', { status: 'approved', score: 3 })]), undefined), false)
  assert.equal(waiting.size, 1)
  assert.equal(waiting.change(columns([2, node('b', { status: 'approved' })]), undefined), true, 'decided')
  waiting.change(columns([3, node('c')]), undefined)
  assert.equal(waiting.change(undefined, [1]), false)
  assert.equal(waiting.change(undefined, [3]), true, 'gone')
  assert.equal(waiting.size, 0)
})

test('[WEB38] a snapshot that tells nothing new of those that wait is no news', () => {
  const waiting = createWaitingSet()
  waiting.load(columns([1, node('a')], [2, node('b')]))
  assert.equal(waiting.load(columns([2, node('b')], [1, node('a')])), false)
  assert.equal(waiting.load(columns([2, node('b')])), true)
})
