import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { until } from '#db/testing/until.ts'
import { waitingForLocks } from '#db/testing/waiting.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'

let hub: TestHub
before(async () => void (hub = await startTestHub()))
after(() => hub.stop())

test('[RE5] a caller who goes while the hub waits for PostgreSQL does no harm, and the write is whole', async () => {
  const client = await hub.signedIn('client')
  const { id } = client.user
  const { port } = new URL(hub.url)
  const body = JSON.stringify({ name: 'Gone Meanwhile' })
  const head = `PATCH /api/auth/me HTTP/1.1\r\nhost: x\r\ncookie: ${client.cookie}\r\n`
  const fields = `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`

  await hub.db.tx(async repos => {
    await repos.users.update(id, { theme: 'dark' }) // the row is ours until the end: the handler waits for it
    const callers = Array.from({ length: 3 }, () => connect(Number(port), '127.0.0.1'))
    for (const caller of callers) {
      await once(caller, 'connect')
      caller.write(head + fields + body)
    }
    await until('all of them wait', async () => (await waitingForLocks(hub.databaseUrl)) === callers.length)
    for (const caller of callers) {
      caller.destroy()
      await once(caller, 'close')
    }
  })
  await until('the write is done', async () => (await hub.db.users.byId(id))?.name === 'Gone Meanwhile')
  const { user } = (await client.get('/api/auth/me')).body
  assert.deepEqual([user.name, user.theme], ['Gone Meanwhile', 'dark'])
  const { items } = await hub.db.audit.list({ actor: id, action: 'profile.updated', limit: 10 })
  assert.ok(items.length >= 1)
})
