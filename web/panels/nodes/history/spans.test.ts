import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NodeHistory } from '#protocol/rest/nodes.ts'
import { batteryLines, presenceOf, spansOf } from './spans.ts'

const start = Date.parse('2026-03-01T10:00:00Z')
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString()
const ms = (minutes: number) => start + minutes * 60_000
type State = NodeHistory['states'][number]
const row = (minutes: number, level: number | null, type: 'wifi' | 'cellular' | null = 'wifi'): State => ({
  at: at(minutes),
  battery: level === null ? null : { level, charging: false, temperature: null },
  network: type && { type, generation: null, metered: false, signal: null },
  resting: null,
})

test('[WEB41] a line of battery breaks where nothing was told of, and draws nothing that nobody knows', () => {
  const lines = batteryLines([row(0, 0.9), row(10, 0.8), row(60, 0.5), row(65, null)], ms(120))
  assert.deepEqual(
    lines.map(line => line.map(it => [(it.at - start) / 60_000, it.level])),
    [
      [
        [0, 0.9],
        [10, 0.8],
        [25, 0.8],
      ],
      [
        [60, 0.5],
        [65, 0.5],
      ],
    ],
  )
})

test('[WEB41] stretches of one network that touch are one, and end where nobody knows any more', () => {
  const rows = [row(0, 1), row(10, 1), row(20, 1, 'cellular'), row(60, 1, null)]
  const spans = spansOf(rows, ms(90), it => it.network?.type ?? null)
  assert.deepEqual(
    spans.map(it => [(it.from - start) / 60_000, (it.to - start) / 60_000, it.what]),
    [
      [0, 20, 'wifi'],
      [20, 35, 'cellular'],
    ],
  )
})

test('[WEB41] visits are cut to the time that is looked at, and their share counts no moment twice', () => {
  const visit = (from: number, to: number | null) => ({
    from: at(from),
    to: to === null ? null : at(to),
    edge: 'edge-1',
    address: null,
    left: null,
  })
  const { spans, share } = presenceOf([visit(80, null), visit(20, 60), visit(-50, 40)], start, ms(100))
  assert.deepEqual(
    spans.map(it => (it.from - start) / 60_000),
    [0, 20, 80],
  )
  assert.equal(share, 0.8)
})
