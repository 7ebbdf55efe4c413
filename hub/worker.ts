import { AggregatorRegistry } from 'prom-client'
import type { Metrics } from '#kit/metrics.ts'

/*
 * What the hubs of one port and their supervisor say to each other:
 *
 *   worker --listening--> supervisor
 *   worker ----ask------> supervisor --give--> every worker --metrics--> supervisor --all--> the worker that asked
 */
export type Series = Awaited<ReturnType<Metrics['getMetricsAsJSON']>>
export type FromWorker =
  { say: 'listening' } | { say: 'ask'; id: number } | { say: 'metrics'; id: number; series: Series }
export type ToWorker = { say: 'give'; id: number } | { say: 'all'; id: number; all: Series[] }

export const workerFlag = '--worker='

/** Which of several hubs this is, from 1; null for the only one and for the supervisor. */
export const workerNumber = (): string | null =>
  process.argv.find(arg => arg.startsWith(workerFlag))?.slice(workerFlag.length) ?? null

/** Told to the supervisor; one that is gone has no use for it. */
export const tellSupervisor = (message: FromWorker) =>
  void process.send?.(message, undefined, undefined, () => {})

/** A little longer than the supervisor waits for a worker that does not answer. */
const allWithinMs = 1_500

/** A scrape reaches any one of the workers, and gets the figures of all: each with the number of its worker. */
export function metricsOfAll(own: Metrics): Pick<Metrics, 'contentType' | 'metrics'> {
  const asked = new Map<number, (all: Series[]) => void>()
  let ids = 0
  process.on('message', (message: ToWorker) => {
    if (message.say === 'all') return asked.get(message.id)?.(message.all)
    void own.getMetricsAsJSON().then(series => tellSupervisor({ say: 'metrics', id: message.id, series }))
  })

  async function gather(): Promise<Series[]> {
    const id = ++ids
    const { promise, resolve } = Promise.withResolvers<Series[] | null>()
    asked.set(id, resolve)
    const timer = setTimeout(resolve, allWithinMs, null)
    tellSupervisor({ say: 'ask', id })
    const all = await promise
    clearTimeout(timer)
    asked.delete(id)
    return all ?? [await own.getMetricsAsJSON()]
  }

  return {
    contentType: own.contentType,
    async metrics() {
      const all = await gather()
      // Nothing is summed: the label tells them apart, and this only writes each name's head once.
      const apart = all.map(series => series.map(metric => ({ ...metric, aggregator: 'first' })))
      return AggregatorRegistry.aggregate(apart).metrics()
    },
  }
}
