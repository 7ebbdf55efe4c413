import { collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { version } from './version.ts'

export type Metrics = Registry

/** A process's own registry, with Node's figures (memory, CPU, event-loop lag, garbage collection) in it. */
export function createMetrics(o: { kind: string; labels?: Record<string, string> }): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels(o.labels ?? {})
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'traffix_build_info',
    help: 'What runs here; the value is always 1',
    labelNames: ['process', 'version', 'node'],
    registers: [registry],
  }).set({ process: o.kind, version, node: process.version }, 1)
  return registry
}
