import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connectBus } from '#bus/connect.ts'
import { readProcesses } from '#bus/processes.ts'
import { becomes } from '#bus/testing/becomes.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { connectDb } from '#db/connect.ts'
import { createTestServer } from '#db/testing/server.ts'
import { until } from '#db/testing/until.ts'
import { silentLog } from '#kit/log.ts'
import { createLedger } from './app.ts'
import { ledgerConfig } from './config.ts'

const log = silentLog()
const redis = await startRedis()
const postgres = await createTestServer()
postgres.start()
const bus = await connectBus({ url: redis.url, log, name: 'ledger' })
const db = await connectDb({ url: postgres.url, log, name: 'ledger', poolSize: 2 })
await until('PostgreSQL is up', () => db.ping())
const config = ledgerConfig({ LEDGER_OPS_PORT: '0', REDIS_URL: redis.url, DATABASE_URL: postgres.url })
const ledger = await createLedger({ config, bus, db, log })
after(async () => {
  await Promise.all([bus.close(), db.close()])
  await Promise.all([redis.stop(), postgres.remove()])
})

async function readiness(): Promise<{ status: number; away: string[] }> {
  const answer = await fetch(`http://127.0.0.1:${ledger.opsPort}/ready`)
  const { away } = (await answer.json()) as { away: string[] }
  return { status: answer.status, away }
}

test('[LE1] a ledger without Redis lives on, says so on /ready, and is ready again by itself', async () => {
  assert.deepEqual(await readiness(), { status: 200, away: [] })
  await redis.kill()
  await becomes(bus, false)
  assert.deepEqual(await readiness(), { status: 503, away: ['redis'] })
  await redis.restart()
  await becomes(bus, true)
  assert.deepEqual(await readiness(), { status: 200, away: [] })
})

test('[LE1] a ledger without PostgreSQL lives on, says so on /ready, and is ready again by itself', async () => {
  await postgres.kill()
  assert.deepEqual(await readiness(), { status: 503, away: ['postgres'] })
  postgres.start()
  await until('the ledger is ready', async () => (await readiness()).status === 200)
})

test('[LE1] a ledger is on the list of processes until it stops', async () => {
  await until('the ledger is listed', async () => (await readProcesses(bus)).length === 1)
  const [sign] = await readProcesses(bus)
  assert.equal(sign?.id, ledger.id)
  assert.equal(sign.kind, 'ledger')
  await ledger.stop()
  assert.deepEqual(await readProcesses(bus), [])
})
