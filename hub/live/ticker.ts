import type { Log } from '#kit/log.ts'
import { createSoon } from '#kit/soon.ts'
import { every } from '#kit/timers.ts'
import { Limits } from '#protocol/limits.ts'
import type { Ticks } from './source.ts'

/** Between two beats that are for news. */
const newsEachMs = 300

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
  const stopBeats = tickMs === null ? async () => {} : every(tickMs, beat, { log })
  const soon = createSoon(beat, { afterMs: 10, eachMs: newsEachMs })
  return {
    ticks,
    beat,
    /** There is something that nobody should wait a second for. */
    news: () => tickMs !== null && soon.ask(),
    beforePublishing: (look: () => void) => void sources.add(look),
    onPublish: (publish: (tick: number) => void) => void publishers.add(publish),
    async stop() {
      soon.stop()
      await stopBeats()
    },
  }
}
export type Ticker = ReturnType<typeof createTicker>
