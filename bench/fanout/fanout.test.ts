import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measure } from './measure.ts'
import { bare, hub, socketIo, startPeer, ws } from './peers.ts'

for (const manner of [bare, hub, ws, socketIo]) {
  test(`[BE6] every message of ${manner.name} is heard by every reader and counted once`, async () => {
    const peer = await startPeer(manner)
    try {
      const run = await measure(peer, { readers: 12, ticks: 3, everyMs: 300, topics: 16, warmTicks: 1 })
      // The hub also tells of topics in which nothing has changed, now and then.
      if (manner === hub) assert.ok(run.messages >= 12 * 3 * 16)
      else assert.equal(run.messages, 12 * 3 * 16)
      assert.ok(run.bytesAMessage > 150 && run.bytesAMessage < 250)
    } finally {
      await peer.stop()
    }
  })
}
