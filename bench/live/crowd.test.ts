import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runComeback } from './comeback-run.ts'
import { runCrowd } from './crowd-run.ts'
import { runSlowReader } from './slow-reader-run.ts'

const minutes = (n: number) => ({ timeout: n * 60_000 })

test('[BE2] a small crowd hears every second of its accounts and of all nodes', minutes(2), async () => {
  const run = await runCrowd({ sockets: 50, nodes: 20, seconds: 3 })
  assert.equal(run.sockets, 50)
  assert.equal(run.closed + run.refusals, 0)
  assert.ok(run.leastUsageDeltas > 0 && run.leastNodesDeltas > 0)
  assert.ok(run.secondsSpoken > 0)
  assert.equal(run.gaps, 0)
  assert.equal(run.missedSeconds, 0)
  assert.ok(run.rssMaxBytes > 0)
})

test('[BE3] one that stops reading gets what is true when it reads again', minutes(2), async () => {
  const run = await runSlowReader({ sockets: 20, nodes: 2_000, seconds: 2, windows: 1 })
  assert.equal(run.closed, 0)
  assert.equal(run.gaps + run.came.gaps, 0)
  assert.ok(run.came.merged + run.came.snapshots > 0)
})

test(
  '[BE4] a small crowd comes back to a hub that restarts and to one that was killed',
  minutes(3),
  async () => {
    const runs = await runComeback({ sockets: 50, nodes: 20, count: false })
    assert.deepEqual(
      runs.map(run => run.how),
      ['SIGTERM', 'SIGKILL'],
    )
    for (const run of runs) assert.ok(run.attempts >= 50)
  },
)
