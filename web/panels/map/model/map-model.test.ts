import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LiveNode, toColumns } from '#protocol/live/nodes.ts'
import { blankNode, createNodeTable } from '../../../stores/node-table.ts'
import { createMapModel, levelOf } from './map-model.ts'

const node = (n: number, more: Partial<LiveNode> = {}): readonly [number, LiveNode] => [
  n,
  {
    ...blankNode(),
    id: `id-${n}`,
    status: 'approved',
    online: true,
    lat: 52.5,
    lon: 13.4,
    country: 'de',
    city: 'Berlin',
    score: 90,
    ...more,
  },
]
const told = { at: 1, wholeSince: 1 }

function scene() {
  const table = createNodeTable({ later: run => run() })
  const model = createMapModel(table)
  const stop = model.watchTotals(() => {})
  const shown = () => {
    model.update()
    const counts: number[] = []
    model.level.each({ left: -1, right: 2, top: -1, bottom: 2 }, it => counts.push(it.count))
    return counts.sort((a, b) => a - b)
  }
  return { table, model, shown, stop }
}

test('[MP4] the map shows what fits, from second to second', () => {
  const { table, model, shown } = scene()
  table.load(
    toColumns([
      node(1),
      node(2, { lat: -33, lon: 151, country: 'au' }),
      node(3, { online: false }),
      node(4, { lat: null, lon: null }),
    ]),
  )
  assert.deepEqual(shown(), [1, 2])
  assert.deepEqual(model.totals, { healths: [2, 0, 0, 0, 0, 1], shown: 3, placeless: 1 })

  model.want({ filter: { country: 'de', online: 'true' }, ids: null })
  assert.deepEqual(shown(), [1])
  assert.equal(model.totals.placeless, 1)
  // It came online, so it fits now; another one went away.
  table.apply({ ...told, set: toColumns([node(3)]), gone: [1] })
  assert.deepEqual(shown(), [1])
  assert.equal(model.totals.healths[0], 1)
  // Only the hub knows which texts fit.
  model.want({ filter: {}, ids: new Set(['id-2']) })
  assert.deepEqual(shown(), [1])
  assert.equal(model.totals.shown, 1)
})

test('[MP4] bytes that flow change a node’s size and nobody’s place', () => {
  const { table, model, shown } = scene()
  table.load(toColumns([node(1)]))
  shown()
  const before = { ...model.level.of(0)! }
  table.apply({ ...told, flow: { n: [1], sessions: [3], up: [5e6], down: [9e6] } })
  const { regrouped } = model.update()
  const after = model.level.of(0)!
  assert.equal(regrouped, false)
  assert.ok(after.size > before.size)
  assert.equal(after.x, before.x)
})

test('[MP4] nodes of one place stand beside each other when one comes near', () => {
  const { table, model } = scene()
  table.load(toColumns(Array.from({ length: 30 }, (_, i) => node(i))))
  model.update()
  assert.equal(model.lookAt(11.5), true)
  const spots: { x: number; y: number }[] = []
  model.level.each({ left: -1, right: 2, top: -1, bottom: 2 }, it => spots.push({ x: it.x, y: it.y }))
  assert.equal(spots.length, 30)
  const pixels = 256 * 2 ** 11
  for (const [i, a] of spots.entries())
    for (const b of spots.slice(i + 1)) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) * pixels > 20)
  // The same half zoom is the same level.
  assert.equal(model.lookAt(11.9), false)
  assert.equal(levelOf(3.7), 3.5)
})

test('[MP4] a second snapshot takes the place of the first, and comes in by slices', () => {
  const turns: (() => void)[] = []
  const table = createNodeTable({ later: run => turns.push(run) })
  table.load(toColumns([node(1)]))
  table.load(toColumns(Array.from({ length: 5_000 }, (_, i) => node(i + 10))))
  // What changes meanwhile waits for the rest.
  table.apply({ ...told, gone: [10, 5_009] })
  assert.equal(table.isWhole, false)
  assert.ok(table.size < 5_000)
  while (turns.length > 0) turns.shift()!()
  assert.equal(table.size, 4_998)
  assert.equal(table.slotOf('id-1'), null)
  assert.equal(table.slotOf('id-5009'), null)
})

test('[MP4] a great change is taken in over several frames, and is whole in the end', () => {
  const { table, model } = scene()
  table.load(toColumns(Array.from({ length: 3_000 }, (_, i) => node(i))))
  const first = model.update(0)
  assert.equal(first.more, true)
  assert.ok(model.totals.shown > 0 && model.totals.shown < 3_000)
  while (model.update(0).more);
  assert.equal(model.totals.shown, 3_000)
})
