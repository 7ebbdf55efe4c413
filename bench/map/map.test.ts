import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawnAtRest, measureMap } from './measure.ts'

test(
  '[BE9] a short run of the map: all nodes are shown, and no row is blank while the list is scrolled',
  { timeout: 120_000 },
  async () => {
    const wish = { nodes: 2_000, rows: 20_000, share: 0.1, panSeconds: 3, scrolls: 60, seed: 7 }
    const { shown, rows, pan } = await measureMap(wish)
    assert.ok(shown > wish.nodes * 0.9)
    assert.equal(rows.blank, 0)
    assert.ok(rows.frames > 20 && rows.asked > 5)
    assert.ok((pan.spent['frame']?.calls ?? 0) > 10)
  },
)

test('[MP2] when nothing changes nothing is drawn', { timeout: 60_000 }, async () => {
  assert.equal(await drawnAtRest(3), 0)
})
