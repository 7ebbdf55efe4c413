import type { Bus } from '#bus/connect.ts'
import { processId, startHeartbeat } from '#bus/processes.ts'
import type { Db } from '#db/connect.ts'
import { listenOps } from '#kit/listen-ops.ts'
import type { Log } from '#kit/log.ts'
import { createMetrics } from '#kit/metrics.ts'
import { createOps } from '#kit/ops.ts'
import { watchVitals } from '#kit/vitals.ts'
import { Gauge } from 'prom-client'
import { startFolding } from './folding.ts'
import { startWatchingLimits } from './watch-limits.ts'
import { startPosting } from './usage.ts'
import { startStoring } from './store.ts'
import type { LedgerConfig } from './config.ts'

export type Ledger = { id: string; opsPort: number; stop(): Promise<void> }

export async function createLedger({
  config,
  bus,
  db,
  log,
}: {
  config: LedgerConfig
  bus: Bus
  db: Pick<Db, 'up' | 'ping' | 'tx' | 'proxySessions' | 'usage'>
  log: Log
}): Promise<Ledger> {
  const id = processId('ledger')
  const registry = createMetrics({ kind: 'ledger' })
  const store = startStoring({ bus, db, id, log })
  const posting = startPosting({ bus, db, id, log })
  const folding = startFolding({ db, log })
  const limits = startWatchingLimits({ bus, db, touched: posting.touched, log })
  const figures = {
    sessions_stored: ['Ended sessions that this process stored since its start', () => store.stored],
    usage_batches: ['Usage batches that this process posted since its start', () => posting.batches],
    usage_batches_again: ['Usage batches that came although they were posted', () => posting.again],
    usage_bytes: ['Metered bytes that this process posted since its start', () => posting.bytes],
    usage_refused: ['Usage batches that could not be read and were set aside', () => posting.refused],
    usage_cells_folded: ['Cells that this process moved into the tables of history', () => folding.cells],
  } as const
  for (const [name, [help, value]] of Object.entries(figures))
    new Gauge({
      name: `traffix_ledger_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value())
      },
    })
  const ops = createOps({
    ready: { redis: () => bus.ping(), postgres: () => db.ping() },
    registry,
    token: config.METRICS_TOKEN,
  })
  const server = await listenOps({
    host: config.LEDGER_OPS_HOST,
    port: config.LEDGER_OPS_PORT,
    variables: { host: 'LEDGER_OPS_HOST', port: 'LEDGER_OPS_PORT' },
    ops,
    log,
  })
  const vitals = watchVitals()
  const heartbeat = startHeartbeat(bus, {
    kind: 'ledger',
    id,
    needs: () => ({ redis: bus.up, postgres: db.up }),
    vitals,
    log,
  })

  return {
    id,
    opsPort: server.port,
    async stop() {
      ops.setStopping()
      await heartbeat.setStopping()
      await Promise.all([store.stop(), posting.stop(), folding.stop(), limits.stop()])
      await server.stop()
      await heartbeat.stop()
      vitals.stop()
    },
  }
}
