import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { watchLag } from './lag.ts'
import { version } from './version.ts'

export type Metrics = Registry

/** A process's own registry, with Node's figures (memory, CPU, event-loop lag, garbage collection) in it. */
export function createMetrics(o: { kind: string; labels?: Record<string, string> }): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels(o.labels ?? {})
  collectOfNode(registry)
  collectLag(registry)
  new Gauge({
    name: 'traffix_build_info',
    help: 'What runs here; the value is always 1',
    labelNames: ['process', 'version', 'node'],
    registers: [registry],
  }).set({ process: o.kind, version, node: process.version }, 1)
  return registry
}

const itsLag = 'nodejs_eventloop_lag'

/** Without its watch of the event loop, which wakes an idle process a hundred times a second: it is put to sleep. */
function collectOfNode(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 1e9 })
  for (const { name } of registry.getMetricsAsArray())
    if (name.startsWith(itsLag)) registry.removeSingleMetric(name)
}

/** Under the names that dashboards know, of the watch that the process keeps anyway. */
function collectLag(registry: Registry): void {
  const watch = watchLag()
  const gauge = (what: string, collect?: () => void) =>
    new Gauge({
      name: `${itsLag}_${what}_seconds`,
      help: `How late the event loop was since the last scrape: ${what}`,
      registers: [registry],
      ...(collect && { collect }),
    })
  // The first one that is asked reads for all.
  const mean = gauge('mean', () => {
    const lag = watch.read()
    mean.set(lag.meanMs / 1e3)
    p50.set(lag.p50Ms / 1e3)
    p90.set(lag.p90Ms / 1e3)
    p99.set(lag.p99Ms / 1e3)
    max.set(lag.maxMs / 1e3)
  })
  const p50 = gauge('p50')
  const p90 = gauge('p90')
  const p99 = gauge('p99')
  const max = gauge('max')
}
