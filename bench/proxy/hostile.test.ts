import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runHostile } from './hostile-run.ts'

test('[SK2] hostile bytes and half-open connections at all doors: everybody else is answered, and nothing of them stays', async () => {
  const run = await runHostile({ seconds: 2, halfOpen: 300, seed: 7, together: 16, settleMs: 0 })
  assert.deepEqual([run.failed, run.tunnels], [[], 1])
  assert.ok(run.asked > 5 && run.harm.halfOpen >= 300 && Object.keys(run.harm.attacks).length === 6)
})
