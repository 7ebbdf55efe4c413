import { busLimits } from './limits.ts'

/** Doubling up to a cap, with jitter so that a restarted Redis is not met by everybody at once. */
export function retryDelayMs(times: number): number {
  const ceiling = Math.min(busLimits.retryMaxMs, busLimits.retryMinMs * 2 ** Math.min(times, 10))
  return Math.round(ceiling * (0.5 + Math.random() / 2))
}

/**
 * For ever, and calmly also with a server that lets in and then refuses: ioredis begins to count anew whenever a
 * connection is ready, we when it has been ready for a while.
 */
export function createBackoff(clock: () => number = () => performance.now()) {
  let failures = 0
  let readyAt: number | null = null
  return {
    ready(): void {
      readyAt ??= clock()
    },
    /** It broke: how long to wait before the next try. */
    nextMs(): number {
      if (readyAt !== null && clock() - readyAt >= busLimits.steadyMs) failures = 0
      readyAt = null
      return retryDelayMs(++failures)
    },
  }
}
