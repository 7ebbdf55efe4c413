import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runArrivals } from './run.ts'

test('[NT9] a device is seen, judged, carries when it is approved, and is cut off when it is suspended', async () => {
  const [berlin, tashkent, server] = await runArrivals({ devices: 3 })
  for (const { seenMs, factsMs, carriesMs, toldMs, cutMs } of [berlin!, tashkent!, server!])
    for (const ms of [seenMs, factsMs, carriesMs, toldMs, cutMs]) assert.ok(ms > 0)
  assert.deepEqual([berlin!.node.place.city, berlin!.node.status], ['Berlin', 'pending'])
  assert.deepEqual([tashkent!.node.place.country, tashkent!.node.checks.exit?.asn], ['uz', 8193])
  assert.equal(berlin!.node.checks.verdict?.kind, 'home')
  assert.equal(server!.node.checks.verdict?.kind, 'hosting')
  assert.deepEqual(
    server!.node.checks.verdict?.signals.map(it => it.signal),
    ['networkKind'],
  )
  // General failure: no node fits, for it was the only one.
  for (const { refused } of [berlin!, tashkent!, server!]) assert.match(refused, /refused: 1/)
})
