import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId, seededRandom } from '#bus/testing/edge/random.ts'
import { busiestFirst, type LiveSession } from '#protocol/live/sessions.ts'
import { Limits } from '#protocol/limits.ts'
import type { Session } from './sessions.ts'
import { busiest } from './table.ts'
import { scene, shows } from './testing/scene.ts'

test('[NW9] the busiest are those that sorting finds', () => {
  const random = seededRandom(11)
  const few = (n: number) => Math.floor(random() * n)
  for (let round = 0; round < 300; round++) {
    // Many of them are alike, as those that rest are.
    const all = Array.from({ length: few(120) }, () => ({
      ...{ id: randomId(random), upRate: few(3) * few(50), downRate: few(3), startedAt: few(10) },
    })) as unknown as (Session & LiveSession)[]
    const max = 1 + few(40)
    const chosen = [...busiest(all, all.length, max)] as unknown as LiveSession[]
    assert.deepEqual(chosen.toSorted(busiestFirst), all.toSorted(busiestFirst).slice(0, max))
  }
})

test('[NW9] tables are as long as their topics allow, and counts count all', async t => {
  const s = await scene(t, { accounts: 2 })
  const { network } = await s.hub()
  const edge = await s.edge('one', { sessionsPerAccount: 300 })
  s.pass()
  await edge.second()
  await shows(network, () => assert.equal(network.sessions.snapshot().open, 600))
  const { sessions } = network.sessions.snapshot()
  assert.equal(sessions.length, Limits.topicSessionsRows)
  const slowest = sessions.toSorted(busiestFirst).at(-1)!
  for (const id of s.accounts) {
    const usage = network.account(id).snapshot()
    assert.equal(usage.open, 300)
    assert.equal(usage.sessions.length, Limits.topicUsageRows)
    const shown = new Set(sessions.map(it => it.id))
    for (const one of usage.sessions) if (busiestFirst(one, slowest) < 0) assert.ok(shown.has(one.id))
  }
})
