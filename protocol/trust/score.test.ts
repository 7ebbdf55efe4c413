import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Measured, scoreOf, scoreParts } from './score.ts'

const best: Measured = {
  ...{
    suspicion: 0,
    uptime: 1,
    losses: 0,
    rttMs: 20,
    bytesPerSecond: 8_000_000,
    opened: 400,
    failed: 0,
    battery: 1,
  },
}
const fresh: Measured = {
  ...{
    suspicion: 0,
    uptime: null,
    losses: 0,
    rttMs: 60,
    bytesPerSecond: 900_000,
    opened: 0,
    failed: 0,
    battery: null,
  },
}

// What a person who knows such networks would say of them, from worst to best.
const table: [what: string, measured: Measured, from: number, to: number][] = [
  ['as good as it gets', best, 100, 100],
  ['new, a good home line', fresh, 70, 85],
  [
    'a phone on 4G that is often charged',
    { ...best, rttMs: 90, bytesPerSecond: 1_500_000, losses: 2, battery: 0.9 },
    80,
    92,
  ],
  [
    'the same, lost twelve times a day',
    { ...best, rttMs: 90, bytesPerSecond: 1_500_000, losses: 12, battery: 0.9 },
    70,
    84,
  ],
  ['there for a third of the day', { ...best, uptime: 0.33 }, 80, 90],
  ['far away and slow', { ...best, rttMs: 600, bytesPerSecond: 80_000 }, 80, 88],
  ['every fifth connection fails', { ...best, opened: 80, failed: 20 }, 92, 96],
  ['half of its connections fail', { ...best, opened: 50, failed: 50 }, 80, 86],
  ['doubtful', { ...best, suspicion: 45 }, 80, 84],
  ['doubtful and poor', { ...fresh, suspicion: 50, rttMs: 500, bytesPerSecond: 60_000 }, 35, 55],
  ['not judged yet', { ...fresh, suspicion: null }, 50, 65],
  ['nothing is known', { ...fresh, suspicion: null, rttMs: null, bytesPerSecond: null }, 50, 50],
  ['a quick, steady server in a data centre', { ...best, suspicion: 65 }, 0, 20],
  ['a Tor exit', { ...best, suspicion: 100 }, 0, 20],
]

for (const [what, measured, from, to] of table)
  test(`[TS1] ${what}: ${from} to ${to}`, () => {
    const { points } = scoreOf(measured)
    assert.ok(points >= from && points <= to, `${points} points`)
  })

test('[TS2] a score is the sum of its parts, each shown with what it was made of, unless a cap says otherwise', () => {
  for (const [, measured] of table) {
    const { points, parts, cap } = scoreOf(measured)
    assert.deepEqual(
      parts.map(it => it.part),
      [...scoreParts],
    )
    const sum = Math.round(parts.reduce((all, it) => all + it.points, 0))
    assert.equal(points, Math.min(sum, cap ?? 100))
    assert.equal(
      parts.reduce((all, it) => all + it.of, 0),
      100,
    )
  }
})

test('[TS3] worse in one figure is never better in points', () => {
  const worse: [keyof Measured, number[]][] = [
    ['suspicion', [0, 10, 30, 59, 60, 100]],
    ['uptime', [1, 0.5, 0]],
    ['losses', [0, 1, 6, 100]],
    ['rttMs', [0, 40, 100, 1_000, 60_000]],
    ['bytesPerSecond', [1e9, 1e6, 1e5, 0]],
    ['failed', [0, 10, 400, 4_000]],
    ['battery', [1, 0.5, 0]],
  ]
  for (const [figure, values] of worse) {
    const points = values.map(value => scoreOf({ ...best, [figure]: value }).points)
    assert.deepEqual(
      points,
      points.toSorted((a, b) => b - a),
      figure,
    )
  }
})

test('[TS4] what was not measured is worth half of its points', () => {
  for (const { points, of, saw } of scoreOf({ ...fresh, suspicion: null, rttMs: null, bytesPerSecond: null })
    .parts)
    assert.deepEqual([saw, points], [null, of / 2])
})
