import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSoon } from './soon.ts'

test('[KT12] what is asked for soon runs once for all who ask, and not more often than it may', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  let runs = 0
  const soon = createSoon(() => void runs++, { afterMs: 20, eachMs: 500 })
  const pass = (ms: number) => {
    now += ms
    t.mock.timers.tick(ms)
  }
  soon.ask()
  soon.ask()
  pass(19)
  assert.equal(runs, 0)
  pass(1)
  assert.equal(runs, 1)
  soon.ask()
  pass(499)
  assert.equal(runs, 1)
  pass(1)
  assert.equal(runs, 2)
  pass(10_000)
  soon.ask()
  pass(20)
  assert.equal(runs, 3)
  soon.ask()
  soon.stop()
  pass(10_000)
  assert.equal(runs, 3)
})
