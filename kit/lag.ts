import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** How late the event loop was between two reads, in milliseconds. */
export type Lag = { meanMs: number; p50Ms: number; p90Ms: number; p99Ms: number; maxMs: number }
export type LagWatch = { read(): Lag; stop(): void }

/** Looked at so often; each look wakes a process that may have nothing else to do, so an idle one is let sleep. */
const beatMs = { busy: 10, idle: 100 }
/** Of the time between two looks; whoever blocks the loop is busy. */
const idleShare = 0.1
const windows = new Set<RecordableHistogram>()
let timer: NodeJS.Timeout | undefined

/**
 * One timer for all who want to know. Not `monitorEventLoopDelay`: it counts its own interval as delay, and after each
 * reset it forgets the first one, with whatever blocked the loop in it.
 */
function lookIn(ms: number): void {
  const from = performance.now()
  const before = performance.eventLoopUtilization()
  timer = setTimeout(() => {
    const lateNs = Math.max(1, Math.round((performance.now() - from - ms) * 1e6))
    // Each look counts for the time it stands for, or idle seconds would weigh less than busy ones.
    for (const window of windows) for (let at = 0; at < ms; at += beatMs.busy) window.record(lateNs)
    const { utilization } = performance.eventLoopUtilization(before)
    lookIn(utilization < idleShare ? beatMs.idle : beatMs.busy)
  }, ms).unref()
}

/** Each watch has a window of its own, which begins anew with each read. */
export function watchLag(): LagWatch {
  const lateNs = createHistogram()
  windows.add(lateNs)
  if (!timer) lookIn(beatMs.busy)
  const ms = (ns: number) => (lateNs.count > 0 ? Math.round(ns / 1e3) / 1e3 : 0)

  return {
    read() {
      const at = (percent: number) => ms(lateNs.percentile(percent))
      const lag = {
        meanMs: ms(lateNs.mean),
        p50Ms: at(50),
        p90Ms: at(90),
        p99Ms: at(99),
        maxMs: ms(lateNs.max),
      }
      lateNs.reset()
      return lag
    },
    stop() {
      windows.delete(lateNs)
      if (windows.size > 0) return
      clearTimeout(timer)
      timer = undefined
    },
  }
}
