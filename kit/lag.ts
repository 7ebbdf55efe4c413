import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

/** How late the event loop was between two reads, in milliseconds. */
export type Lag = { meanMs: number; p50Ms: number; p90Ms: number; p99Ms: number; maxMs: number }
export type LagWatch = { read(): Lag; stop(): void }

/** Often enough to see whatever a person would feel; each look wakes a process that may have nothing else to do. */
const beatMs = 25
const windows = new Set<RecordableHistogram>()
let timer: NodeJS.Timeout | undefined
let beatAt = 0

/**
 * One timer for all who want to know. Not `monitorEventLoopDelay`: it counts its own interval as delay, and after each
 * reset it forgets the first one, with whatever blocked the loop in it.
 */
function beat(): void {
  const now = performance.now()
  const lateNs = Math.max(1, Math.round((now - beatAt - beatMs) * 1e6))
  beatAt = now
  for (const window of windows) window.record(lateNs)
}

/** Each watch has a window of its own, which begins anew with each read. */
export function watchLag(): LagWatch {
  const lateNs = createHistogram()
  windows.add(lateNs)
  if (!timer) {
    beatAt = performance.now()
    timer = setInterval(beat, beatMs).unref()
  }
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
      clearInterval(timer)
      timer = undefined
    },
  }
}
