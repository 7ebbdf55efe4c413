import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startTestHub } from '#hub/testing/hub.ts'
import type { Node } from '#protocol/rest/nodes.ts'
import { askNodes } from './ask.ts'
import { fillNodes } from './fill.ts'

const hub = await startTestHub()
const filled = await fillNodes(hub.databaseUrl, hub.bus, { nodes: 2_000, online: 100 })
after(() => filled.stop().then(() => hub.stop()))

test('[BE10] whatever the panels ask of many nodes is answered', async () => {
  for (const { name, status } of await askNodes(hub, { times: 1, again: 1 })) assert.equal(status, 200, name)
})

test('[BE10] a jump by any order shows what paging there shows', async () => {
  const operator = await hub.signedIn('operator')
  const page = async (query: string) => (await operator.get(`/api/nodes?limit=200&${query}`)).body
  for (const sort of [
    'newest',
    '-newest',
    'name',
    '-name',
    'score',
    '-score',
    'battery',
    'seen',
    '-suspicion',
  ]) {
    const all: string[] = []
    for (let after = ''; ;) {
      const { items, next } = await page(`sort=${sort}&country=de${after && `&after=${after}`}`)
      all.push(...items.map((it: Node) => it.id))
      if (next === null) break
      after = next
    }
    const { counts } = (await operator.get('/api/node-counts?country=de')).body
    assert.equal(all.length, counts.total)
    const { items } = await page(`sort=${sort}&country=de&skip=31&limit=9`)
    assert.deepEqual(
      items.map((it: Node) => it.id),
      all.slice(31, 40),
      sort,
    )
  }
  assert.equal((await operator.get('/api/node-counts?online=true')).body.counts.total, filled.online.length)
})
