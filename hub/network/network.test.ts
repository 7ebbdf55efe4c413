import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Flow } from '#protocol/live/flow.ts'
import { scene, shows } from './testing/scene.ts'

const column = (flow: Flow, name: 'up' | 'down', of: (second: number) => number) =>
  assert.deepEqual(
    flow[name],
    flow[name].map((_, i) => of(flow.second + i)),
  )

test('[NW1] what two edges say of an account and of nodes adds up to the byte, second by second', async t => {
  const s = await scene(t)
  const { network } = await s.hub()
  const edges = [await s.edge('one'), await s.edge('two')]
  for (let i = 0; i < 40; i++) {
    s.pass()
    for (const edge of edges) assert.equal(await edge.second(), true)
  }
  for (const id of s.accounts) {
    const source = network.account(id)
    const said = (second: number) => edges.map(edge => edge.bytes.accounts.in(id, second))
    await shows(network, () => {
      const { flow, open, sessions } = source.snapshot()
      column(flow, 'up', second => said(second).reduce((sum, it) => sum + it.up, 0))
      column(flow, 'down', second => said(second).reduce((sum, it) => sum + it.down, 0))
      const real = edges.reduce((sum, edge) => sum + edge.open(id), 0)
      assert.equal(open, real)
      assert.equal(flow.open.at(-1), real)
      assert.equal(sessions.length, real)
    })
  }
  for (const edge of edges)
    for (const id of edge.nodes) {
      const { flow, open, node } = network.node(id).snapshot()
      column(flow, 'up', second => edge.bytes.nodes.in(id, second).up)
      column(flow, 'down', second => edge.bytes.nodes.in(id, second).down)
      assert.equal(open, edge.openOn(id))
      assert.equal(node?.online, true)
    }
})
