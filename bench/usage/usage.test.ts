import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runUsage } from './run.ts'

test('[SK4] while edges, ledgers, the hub, Redis and PostgreSQL are killed the usage tables agree with what targets count', async () => {
  const run = await runUsage({
    ...{ seed: 7, sessions: 60, accounts: 20, pauseMs: 3_000 },
    ...{ chaosMs: 15_000, redisAwayMs: 3_000 },
  })
  assert.ok(run.opened >= 60 && run.bytes > 1_000_000, `${run.opened} sessions, ${run.bytes} bytes`)
  assert.ok(Object.keys(run.kills).length >= 3, JSON.stringify(run.kills))
  assert.deepEqual(run.faults, [])
  assert.equal(run.torn, 0)
  assert.deepEqual(run.logged, [])
})
