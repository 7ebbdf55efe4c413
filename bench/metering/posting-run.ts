import { join } from 'node:path'
import { connectBus } from '#bus/connect.ts'
import { freePort, startRedis } from '#bus/testing/redis.ts'
import { addUsage } from '#bus/usage.ts'
import { createTestDatabase } from '#db/testing/database.ts'
import { until } from '#db/testing/until.ts'
import { silentLog } from '#kit/log.ts'
import { startFolding } from '#ledger/folding.ts'
import { Limits } from '#protocol/limits.ts'
import { end, program, usage } from '../proxy/processes.ts'
import { batchOf, carrying } from './carried.ts'

const root = join(import.meta.dirname, '../..')
const batchSeconds = Limits.usageBatchMs / 1_000

export type PostingPlan = { batches: number; sessions: number; edges: number }
export type Posted = {
  batches: number
  seconds: number
  cpuSeconds: number
  entryBytes: number
  /** Of all batches, once: by a ledger that does nothing else. */
  foldSeconds: number
  cells: number
}

/** A backlog in the stream, and one ledger process that finds it there: how quickly it posts it; then it is folded. */
export async function postBacklog(plan: PostingPlan): Promise<Posted> {
  const database = await createTestDatabase()
  const redis = await startRedis()
  const log = silentLog()
  const bus = await connectBus({ url: redis.url, log, name: 'bench' })
  const edges = Array.from({ length: plan.edges }, (_, i) => {
    const shape = { sessions: plan.sessions, accounts: 100, proxyUsers: 200, nodes: 50, edges: 1 }
    return carrying(shape).map(it => ({ ...it, edge: `edge-${i + 1}` }))
  }).flat()
  const first = (Math.floor(Date.now() / 60_000) - 60) * 60
  let given = 0
  let entryBytes = 0
  for (let n = 0; given < plan.batches; n++)
    for (const of of edges.slice(0, plan.batches - given)) {
      const text = JSON.stringify(batchOf(of, n + 1, first + n * batchSeconds, batchSeconds))
      entryBytes = text.length
      await addUsage(bus, text)
      given++
    }
  const ops = await freePort()
  const ledger = program(process.execPath, [join(root, 'ledger/main.ts')], {
    ...{ REDIS_URL: redis.url, DATABASE_URL: database.url, LEDGER_OPS_PORT: String(ops), LOG_LEVEL: 'warn' },
  })
  async function posted(): Promise<number> {
    const text = await fetch(`http://127.0.0.1:${ops}/metrics`).then(
      answer => answer.text(),
      () => '',
    )
    return Number(/^traffix_ledger_usage_batches (\d+)$/m.exec(text)?.[1] ?? 0)
  }
  try {
    // From the first ones on: its start is not its speed.
    let begun = 0
    await until('the ledger has begun', async () => (begun = await posted()) > 0)
    const [startedAt, before] = [performance.now(), usage([ledger.pid!]).cpuSeconds]
    await until('all is posted', async () => (await posted()) === given, 600_000)
    const seconds = (performance.now() - startedAt) / 1_000
    const cpuSeconds = usage([ledger.pid!]).cpuSeconds - before
    await end(ledger)
    const folding = startFolding({ db: database.db, log, everyMs: 3_600_000 })
    const foldedFrom = performance.now()
    await folding.fold()
    const foldSeconds = (performance.now() - foldedFrom) / 1_000
    await folding.stop()
    const { cells } = folding
    return { batches: given - begun, seconds, cpuSeconds, entryBytes, foldSeconds, cells }
  } finally {
    await end(ledger)
    await bus.close()
    await redis.stop()
    await database.drop()
  }
}
