import type { Db } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'

type Timing = { lookMs: number; restMs: number; max: number }
const usual: Timing = { lookMs: 10_000, restMs: 3_600_000, max: 5_000 }

/** What has run out is swept away soon after the start and then each hour, in steps until nothing is left.
 *  Any hub may do it, and twice does no harm. */
export function startUpkeep(
  db: Pick<Db, 'up' | 'upkeep'>,
  log: Log,
  { lookMs, restMs, max }: Timing = usual,
): () => Promise<void> {
  let stopped = false
  let restUntil = 0
  const stop = every(
    lookMs,
    async () => {
      if (!db.up || Date.now() < restUntil) return
      restUntil = Date.now() + restMs
      for (let more = true; more;) {
        const swept = Object.values(await db.upkeep.cleanup({ max }))
        more = !stopped && swept.some(count => count >= max)
      }
    },
    { log, unref: true },
  )
  return () => {
    stopped = true
    return stop()
  }
}
