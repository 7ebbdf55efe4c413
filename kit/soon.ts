/**
 * Runs `fn` a moment after it is asked for, once for all who ask meanwhile, and no more often than each `eachMs`: for
 * what must not wait for the next beat of a timer.
 */
export function createSoon(fn: () => void, { afterMs, eachMs }: { afterMs: number; eachMs: number }) {
  let timer: NodeJS.Timeout | undefined
  let ranAt = -Infinity
  function run(): void {
    timer = undefined
    ranAt = performance.now()
    fn()
  }
  return {
    ask(): void {
      timer ??= setTimeout(run, Math.max(afterMs, ranAt + eachMs - performance.now())).unref()
    },
    stop(): void {
      clearTimeout(timer)
    },
  }
}
