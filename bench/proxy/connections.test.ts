import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runConnections } from './connections-run.ts'

test('[SK1] many connections over several nodes are all alive, each with its own bytes, and all are gone in the end', async () => {
  const run = await runConnections({ connections: 300, nodes: 6, bytes: 10_000, rounds: 1 })
  assert.deepEqual([run.open, run.sessions, run.right, run.nodesUsed, run.left], [300, 300, [300], 6, 0])
})
