import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Limits } from '#protocol/limits.ts'
import { runUnread } from './unread-run.ts'

test('[SK3] little is held for customers who read nothing, others go on, and who reads on gets all of it', async () => {
  const run = await runUnread({ stopped: 150, bytes: 6_000_000, downloads: 1, downloadBytes: 5_000_000 })
  assert.deepEqual([run.sessions, run.whole], [150, 150])
  assert.ok(run.heldBytesEach <= Limits.proxySessionBytes, `${run.heldBytesEach} bytes each`)
})
