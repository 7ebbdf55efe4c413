import { Counter } from 'prom-client'
import type { Metrics } from '#kit/metrics.ts'

/** The hub's own figures beside Node's: answers by endpoint and status. */
export function createHubMetrics(registry: Metrics) {
  // Counted in a plain map and read out at scrape time: a label look-up a request costs more than the route.
  const counts = new Map<string, Map<number, number>>()
  new Counter({
    name: 'traffix_hub_answers_total',
    help: 'REST answers by endpoint and status',
    labelNames: ['endpoint', 'status'],
    registers: [registry],
    collect() {
      for (const [endpoint, byStatus] of counts) {
        for (const [status, n] of byStatus) this.inc({ endpoint, status: String(status) }, n)
        byStatus.clear()
      }
    },
  })
  return {
    requestDone(endpoint: string, status: number) {
      let byStatus = counts.get(endpoint)
      if (!byStatus) counts.set(endpoint, (byStatus = new Map()))
      byStatus.set(status, (byStatus.get(status) ?? 0) + 1)
    },
  }
}
