import type { Db } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'

const hourMs = 3_600_000

/** Expired codes, links and ended sessions are swept out; any hub may do it, and twice does no harm. */
export function startUpkeep(db: Db, log: Log): () => Promise<void> {
  return every(
    hourMs,
    async () => {
      if (db.up) await db.upkeep.cleanup()
    },
    { log, unref: true },
  )
}
