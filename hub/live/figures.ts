import type { Metrics } from '#kit/metrics.ts'

/** Upper bounds of the lag's histogram, in ms. */
const boundsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]
const kinds = ['telemetry', 'reliable'] as const
type Kind = (typeof kinds)[number]

/** How long from publishing to the socket: counted by hand, because it is counted for every frame. */
function createLag() {
  const counts = new Float64Array(boundsMs.length + 1)
  let sumMs = 0
  return {
    counts,
    get sumMs() {
      return sumMs
    },
    record(ms: number) {
      let i = 0
      while (i < boundsMs.length && ms > boundsMs[i]!) i++
      counts[i]!++
      sumMs += ms
    },
  }
}

/** Within the bucket that holds it, evenly spread; the last bucket has no end, so its beginning stands for it. */
function percentile(counts: ArrayLike<number>, share: number): number {
  let total = 0
  for (let i = 0; i < counts.length; i++) total += counts[i]!
  let rest = total * share
  if (total === 0) return 0
  for (let i = 0; i < boundsMs.length; i++) {
    const here = counts[i]!
    const low = boundsMs[i - 1] ?? 0
    if (rest <= here) return Math.round((low + ((boundsMs[i]! - low) * rest) / here) * 10) / 10
    rest -= here
  }
  return boundsMs.at(-1)!
}

/** What this hub's live part does, counted: for `/metrics`, and for the System page by its sign of life. */
export function createFigures() {
  const totals = { messages: 0, bytes: 0, skipped: 0, resumed: 0, reset: 0 }
  const lags = { telemetry: createLag(), reliable: createLag() }
  let behind = 0
  let gauges = { connections: () => 0, topics: () => 0 }
  const before = { at: performance.now(), messages: 0, bytes: 0, lag: new Float64Array(boundsMs.length + 1) }

  return {
    watch(now: typeof gauges) {
      gauges = now
    },
    sent(messages: number, bytes: number) {
      totals.messages += messages
      totals.bytes += bytes
    },
    lag: (kind: Kind, ms: number) => lags[kind].record(ms),
    skipped(frames: number) {
      totals.skipped += frames
    },
    /** One more reader, or one less, that does not keep up. */
    behind(change: 1 | -1) {
      behind += change
    },
    /** A reader that came back got all that it had missed. */
    resumed: () => void totals.resumed++,
    /** It had missed more than is kept, and begins anew. */
    reset: () => void totals.reset++,

    /** Rates and lags are those since the last read. */
    read() {
      const now = performance.now()
      const seconds = Math.max(0.001, (now - before.at) / 1_000)
      const lag = new Float64Array(boundsMs.length + 1)
      for (const kind of kinds) lags[kind].counts.forEach((n, i) => (lag[i]! += n))
      const since = lag.map((n, i) => n - before.lag[i]!)
      const figures = {
        connections: gauges.connections(),
        topics: gauges.topics(),
        messagesOut: Math.round((totals.messages - before.messages) / seconds),
        bytesOut: Math.round((totals.bytes - before.bytes) / seconds),
        skipped: totals.skipped,
        behind,
        resumed: totals.resumed,
        reset: totals.reset,
        lagP50Ms: percentile(since, 0.5),
        lagP99Ms: percentile(since, 0.99),
      }
      Object.assign(before, { at: now, messages: totals.messages, bytes: totals.bytes, lag })
      return figures
    },

    /** The same for Prometheus, which takes rates itself. */
    register(registry: Metrics) {
      const one = (name: string, type: 'counter' | 'gauge', help: string, value: () => number) =>
        add(registry, name, type, help, () => [{ labels: {}, value: value() }])
      one('traffix_hub_sockets', 'gauge', 'Open WebSocket connections', () => gauges.connections())
      one('traffix_hub_topics', 'gauge', 'Topics that somebody hears', () => gauges.topics())
      one('traffix_hub_messages_out_total', 'counter', 'Messages sent', () => totals.messages)
      one('traffix_hub_bytes_out_total', 'counter', 'Bytes of frames sent', () => totals.bytes)
      one('traffix_hub_skipped_total', 'counter', 'Frames not sent to slow readers', () => totals.skipped)
      one('traffix_hub_behind', 'gauge', 'Readers that do not keep up now', () => behind)
      add(
        registry,
        'traffix_hub_recoveries_total',
        'counter',
        'Readers that came back to a reliable topic',
        () => [
          { labels: { outcome: 'resumed' }, value: totals.resumed },
          { labels: { outcome: 'reset' }, value: totals.reset },
        ],
      )
      const name = 'traffix_hub_lag_seconds'
      add(registry, name, 'histogram', 'From publishing to the socket', () =>
        kinds.flatMap(kind => {
          let below = 0
          const buckets = [...lags[kind].counts].map((n, i) => {
            below += n
            const le = i < boundsMs.length ? boundsMs[i]! / 1_000 : '+Inf'
            return { metricName: `${name}_bucket`, labels: { kind, le }, value: below }
          })
          return [
            ...buckets,
            { metricName: `${name}_sum`, labels: { kind }, value: lags[kind].sumMs / 1_000 },
            { metricName: `${name}_count`, labels: { kind }, value: below },
          ]
        }),
      )
    },
  }
}
export type Figures = ReturnType<typeof createFigures>

type Value = { labels: Record<string, string | number>; value: number; metricName?: string }

/** A metric of prom-client is whatever has a name and can be got; its own would count a second time. */
function add(registry: Metrics, name: string, type: string, help: string, values: () => Value[]) {
  const get = async () => ({ name, help, type, values: values(), aggregator: 'sum' })
  registry.registerMetric({ name, get, reset: () => {} } as never)
}
