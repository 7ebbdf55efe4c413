import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keys } from '#bus/names.ts'
import { RadarBatch } from '#protocol/radar.ts'
import { type Scene, scene, shows } from './testing/scene.ts'
import { shown } from './testing/shown.ts'

/** As Redis itself trims the window, had the seconds of the test been real ones. */
async function trim(s: Scene): Promise<void> {
  const oldest = Math.floor(s.clock.ms / 1_000) - 360
  await s.speaker.run(async redis => {
    for (const [id, [, text]] of await redis.xrange(keys.radarWindow, '-', '+'))
      if (RadarBatch.parse(JSON.parse(text!)).second < oldest) await redis.xdel(keys.radarWindow, id)
  })
}

test('[NW2] a hub that starts late shows the same five minutes as one that was there', async t => {
  const s = await scene(t)
  const early = await s.hub()
  const edges = [await s.edge('one'), await s.edge('two'), await s.edge('three')]
  const ids = { accounts: s.accounts, nodes: edges.flatMap(edge => edge.nodes) }
  for (let i = 0; i < 500; i++) {
    s.pass()
    for (const [n, edge] of edges.entries()) {
      if (n === 1 && i >= 200 && i < 230) continue // away for a while, and it did not know
      if (n === 2 && i >= 450) continue // away for good
      await edge.second()
    }
    early.tick()
  }
  await trim(s)
  const late = await s.hub()
  // What was said last may still be on its way to the early one.
  await shows(early.network, () => {
    late.tick()
    assert.deepEqual(shown(late, ids), shown(early, ids))
  })
  assert.equal(early.network.sessions.snapshot().open, edges[0]!.open() + edges[1]!.open())
  assert.ok(shown(late, ids).accounts.some(it => it.flow.up.some(up => up > 0)))
})
