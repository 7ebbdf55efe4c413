import assert from 'node:assert/strict'
import { test } from 'node:test'
import { countBoth, fewer } from './count-run.ts'

test('[BE7] metering sends PostgreSQL at least 80 % fewer statements and rows than a row a session and second', async () => {
  const shape = { sessions: 200, accounts: 20, proxyUsers: 40, nodes: 10, edges: 2 }
  const { ours, naive } = await countBoth({ ...shape, minutes: 3, speed: 20 })
  assert.equal(naive.statements, 2 * 180)
  assert.equal(naive.rows, 200 * 180)
  for (const what of ['statements', 'rows', 'sentRows'] as const)
    assert.ok(fewer(ours[what], naive[what]) >= 80, `${what}: ${ours[what]} and ${naive[what]}`)
})
