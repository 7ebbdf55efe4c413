import assert from 'node:assert/strict'
import { test } from 'node:test'
import { soakReliable } from './reliable-soak.ts'

test(
  '[RT13] hubs and Redis are killed under load, and every subscriber has every event once and in order',
  { timeout: 240_000 },
  async t => {
    const seed = Date.now() % 1_000_000
    const result = await soakReliable({
      subscribers: 60,
      socketsAUser: 4,
      seconds: 8,
      eventsASecond: 100,
      processes: 2,
      killEveryMs: 2_500,
      seed,
      say: text => t.diagnostic(text),
    })
    t.diagnostic(`seed ${seed}: ${JSON.stringify(result)}`)
    assert.ok(result.hubsKilled >= 2 && result.redisRestarts === 1 && result.reconnects > 0)
    const { missing, twice, resets, statesAgain, faults } = result
    assert.deepEqual(
      { missing, twice, resets, statesAgain, faults },
      { missing: 0, twice: 0, resets: 0, statesAgain: 0, faults: 0 },
    )
    assert.equal(result.delivered, result.due)
  },
)
