import type { Bus } from '#bus/connect.ts'
import { startHeartbeat } from '#bus/processes.ts'
import { listenOps } from '#kit/listen-ops.ts'
import type { Log } from '#kit/log.ts'
import { createMetrics } from '#kit/metrics.ts'
import { createOps } from '#kit/ops.ts'
import { watchVitals } from '#kit/vitals.ts'
import type { EdgeConfig } from './config.ts'

export type Edge = { opsPort: number; stop(): Promise<void> }

/** It needs Redis only, and serves on without: PostgreSQL is never on the path of a connection. */
export async function createEdge({
  config,
  bus,
  log,
}: {
  config: EdgeConfig
  bus: Bus
  log: Log
}): Promise<Edge> {
  const ops = createOps({
    ready: { redis: () => bus.ping() },
    registry: createMetrics({ kind: 'proxy-edge' }),
    token: config.METRICS_TOKEN,
  })
  const server = await listenOps({
    host: config.EDGE_OPS_HOST,
    port: config.EDGE_OPS_PORT,
    variables: { host: 'EDGE_OPS_HOST', port: 'EDGE_OPS_PORT' },
    ops,
    log,
  })
  const vitals = watchVitals()
  const heartbeat = startHeartbeat(bus, {
    kind: 'proxy-edge',
    id: config.EDGE_ID,
    region: config.EDGE_REGION,
    needs: () => ({ redis: bus.up }),
    vitals,
    log,
  })

  return {
    opsPort: server.port,
    async stop() {
      ops.setStopping()
      await heartbeat.setStopping()
      await server.stop()
      await heartbeat.stop()
      vitals.stop()
    },
  }
}
