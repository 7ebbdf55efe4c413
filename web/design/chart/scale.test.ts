import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scaleOf, steadyScale } from './scale.ts'

test('[WEB35] a scale holds what it shows, in at most four round steps', () => {
  for (let most = 1; most < 1e13; most *= 1.37) {
    const { top, ticks } = scaleOf(most)
    assert.ok(top >= most && top <= most * 4, `${top} for ${most}`)
    assert.ok(ticks.length <= 5, `${ticks.length} lines for ${most}`)
    assert.equal(ticks.at(-1), top)
    const step = ticks[1]!
    assert.match(step.toExponential(), /^[125]e/, `${step} for ${most}`)
  }
  assert.deepEqual(scaleOf(0), { top: 1, ticks: [0, 1] })
  assert.deepEqual(scaleOf(9_000_000).ticks, [0, 5e6, 1e7])
  assert.deepEqual(scaleOf(8_000_000).ticks, [0, 2e6, 4e6, 6e6, 8e6])
})

test('[WEB35] a live scale grows at once and shrinks only when it is half empty', () => {
  const first = steadyScale(null, 7_000_000)
  assert.equal(first.top, 8_000_000)
  assert.equal(steadyScale(first, 4_500_000), first)
  const grown = steadyScale(first, 9_000_000)
  assert.equal(grown.top, 10_000_000)
  assert.equal(steadyScale(grown, 4_000_000).top, 4_000_000)
})
