import { watchLag } from './lag.ts'

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

export function watchVitals(): VitalsWatch {
  const lag = watchLag()
  let cpu = process.cpuUsage()
  let readAt = performance.now()

  return {
    read() {
      const used = process.cpuUsage(cpu)
      const now = performance.now()
      const { rss, heapUsed } = process.memoryUsage()
      const { p99Ms, maxMs } = lag.read()
      const share = now > readAt ? (used.user + used.system) / 1000 / (now - readAt) : 0
      cpu = process.cpuUsage()
      readAt = now
      return {
        lagP99Ms: p99Ms,
        lagMaxMs: maxMs,
        rssBytes: rss,
        heapBytes: heapUsed,
        cpu: Math.round(share * 1000) / 1000,
      }
    },
    stop: () => lag.stop(),
  }
}
