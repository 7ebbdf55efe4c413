import { after } from 'node:test'
import { connectBus } from '#bus/connect.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { createTestDatabase } from '#db/testing/database.ts'
import { silentLog } from '#kit/log.ts'

/** What a ledger stands on, for a test file: a Redis and a database of its own, gone when the file has ended. */
export async function ledgerServers() {
  const log = silentLog()
  const redis = await startRedis()
  const { db, url, drop } = await createTestDatabase()
  const bus = await connectBus({ url: redis.url, log, name: 'ledger' })
  after(async () => {
    await bus.close()
    await Promise.all([drop(), redis.stop()])
  })
  return { log, redis, db, url, bus }
}
