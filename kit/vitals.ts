import { createHistogram } from 'node:perf_hooks'

export type Vitals = {
  /** How late the event loop was since the last read. */
  lagP99Ms: number
  lagMaxMs: number
  rssBytes: number
  heapBytes: number
  /** Share of one core since the last read: 1 is a core kept busy. */
  cpu: number
}
export type VitalsWatch = { read(): Vitals; stop(): void }

const beatMs = 10

/**
 * Not `monitorEventLoopDelay`: it counts its own interval as delay, and after each reset it forgets the first
 * one, with whatever blocked the loop in it.
 */
export function watchVitals(): VitalsWatch {
  const lateNs = createHistogram()
  let beatAt = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    lateNs.record(Math.max(1, Math.round((now - beatAt - beatMs) * 1e6)))
    beatAt = now
  }, beatMs).unref()
  let cpu = process.cpuUsage()
  let readAt = performance.now()

  return {
    read() {
      const used = process.cpuUsage(cpu)
      const now = performance.now()
      const { rss, heapUsed } = process.memoryUsage()
      const vitals: Vitals = {
        lagP99Ms: lateNs.count > 0 ? round(lateNs.percentile(99) / 1e6) : 0,
        lagMaxMs: lateNs.count > 0 ? round(lateNs.max / 1e6) : 0,
        rssBytes: rss,
        heapBytes: heapUsed,
        cpu: now > readAt ? round((used.user + used.system) / 1000 / (now - readAt)) : 0,
      }
      cpu = process.cpuUsage()
      readAt = now
      lateNs.reset()
      return vitals
    },
    stop: () => clearInterval(timer),
  }
}

const round = (x: number) => Math.round(x * 1000) / 1000
