import { join } from 'node:path'
import { connectBus } from '#bus/connect.ts'
import { processId, startHeartbeat } from '#bus/processes.ts'
import { connectDb } from '#db/connect.ts'
import { createLog } from '#kit/log.ts'
import { createMetrics } from '#kit/metrics.ts'
import { createOps } from '#kit/ops.ts'
import { runProcess } from '#kit/run-process.ts'
import { watchVitals } from '#kit/vitals.ts'
import { Limits } from '#protocol/limits.ts'
import { createHub } from './app.ts'
import { hubConfig } from './config.ts'
import { refuseDemoData } from './demo/refuse.ts'
import { createFigures } from './live/figures.ts'
import { supervisorDeadlineMs, superviseWorkers } from './supervisor.ts'
import { startUpkeep } from './upkeep.ts'
import { metricsOfAll, tellSupervisor, workerNumber } from './worker.ts'

const config = hubConfig()
const log = createLog({ name: 'hub', level: config.LOG_LEVEL })
const worker = workerNumber()

async function startHub(stops: Parameters<Parameters<typeof runProcess>[0]['start']>[0]) {
  const vitals = watchVitals()
  stops.add('vitals', vitals)
  const db = await connectDb({ url: config.DATABASE_URL, log, name: 'hub' })
  stops.add('postgres', () => db.close())
  const bus = await connectBus({ url: config.REDIS_URL, log, name: 'hub' })
  stops.add('redis', () => bus.close())
  if (!config.TRAFFIX_DEMO) stops.add('demo guard', refuseDemoData(db, log))

  const needs = () => ({ postgres: db.up, redis: bus.up })
  const figures = createFigures()
  const heartbeat = startHeartbeat(bus, {
    kind: 'hub',
    id: processId('hub'),
    needs,
    vitals,
    live: figures.read,
    log,
  })
  stops.add('heartbeat', heartbeat)
  stops.add('upkeep', startUpkeep(db, log))

  const metrics = createMetrics({ kind: 'hub', labels: worker ? { worker } : {} })
  const ops = createOps({
    ready: { postgres: () => db.ping(), redis: () => bus.ping().then(() => true) },
    registry: worker ? metricsOfAll(metrics) : metrics,
    token: config.METRICS_TOKEN,
  })
  const spaDir = join(import.meta.dirname, '../web/dist')
  const hub = await createHub({ config, db, bus, ops, metrics, figures, log, spaDir })
  log.info({ port: hub.port, url: config.PUBLIC_URL, worker }, 'hub listening')
  stops.add('http', hub)
  stops.add('readiness', async () => {
    ops.setStopping()
    await heartbeat.setStopping()
  })
  if (worker) tellSupervisor({ say: 'listening' })
}

if (config.HUB_PROCESSES > 1 && !worker) {
  const start = superviseWorkers(config.HUB_PROCESSES, log)
  runProcess({ log, deadlineMs: supervisorDeadlineMs, start })
} else {
  runProcess({ log, deadlineMs: Limits.stopDeadlineMs, start: startHub })
}
