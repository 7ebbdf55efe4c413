import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { Limits } from '#protocol/limits.ts'
import type { Ticks } from './source.ts'

type Deps = {
  /** Null: it beats only when it is told to. */
  tickMs?: number | null | undefined
  log: Log
}

/** The hub's pulse: once a second the sources look at the time, then what changed is published. */
export function createTicker({ tickMs = Limits.telemetryMs, log }: Deps) {
  let current = 0
  const sources = new Set<() => void>()
  const publishers = new Set<(tick: number) => void>()
  const ticks: Ticks = {
    get next() {
      return current + 1
    },
  }
  function beat() {
    for (const look of sources) look()
    current++
    for (const publish of publishers) publish(current)
  }
  const stop = tickMs === null ? async () => {} : every(tickMs, beat, { log })
  return {
    ticks,
    beat,
    beforePublishing: (look: () => void) => void sources.add(look),
    onPublish: (publish: (tick: number) => void) => void publishers.add(publish),
    stop,
  }
}
export type Ticker = ReturnType<typeof createTicker>
