import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { addEnded } from '#bus/ended.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { eventually } from '#bus/testing/eventually.ts'
import type { SessionRecord } from '#protocol/session-record.ts'
import { ledgerServers } from './testing/servers.ts'
import { startStoring } from './store.ts'

const { log, redis, db, bus } = await ledgerServers()
const account = randomUUID()
let at = 1_800_000_000_000
const record = (): SessionRecord => ({
  ...{
    id: randomUUID(),
    account,
    proxyUser: randomUUID(),
    login: 'ann',
    node: randomUUID(),
    edge: 'one',
    door: 'http',
  },
  ...{
    target: 'a.example:443',
    country: 'us',
    startedAt: at,
    endedAt: ++at,
    up: 5,
    down: 2 ** 40,
    ended: 'cut',
  },
  choice: null,
})
const stored = async () => (await db.proxySessions.list({ account, limit: 100 })).items

test('[LG1] ended sessions are stored, each once, latest first, with every byte', async () => {
  const store = startStoring({ bus, db, id: 'a', log })
  const records = [record(), record()]
  await addEnded(bus, records)
  await addEnded(bus, records)
  await eventually(async () => assert.equal((await stored()).length, 2))
  const [last] = await stored()
  assert.deepEqual([last?.id, last?.up, last?.down, last?.ended], [records[1]!.id, 5, 2 ** 40, 'cut'])
  assert.equal(last?.endedAt.getTime(), records[1]!.endedAt)
  await store.stop()
})

test('[LG1] two ledgers share the work, and a Redis that began anew is joined again', async () => {
  const stores = [startStoring({ bus, db, id: 'a', log }), startStoring({ bus, db, id: 'b', log })]
  const before = (await stored()).length
  for (let i = 0; i < 10; i++) await addEnded(bus, [record()])
  await eventually(async () => assert.equal((await stored()).length, before + 10))
  await redis.restart()
  await becomes(bus, true)
  await eventually(() => addEnded(bus, [record()]))
  await eventually(async () => assert.equal((await stored()).length, before + 11))
  await Promise.all(stores.map(it => it.stop()))
})
