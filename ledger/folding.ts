import { type Db, DbDown } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { Limits } from '#protocol/limits.ts'

// usage_tail --(every minute, by one ledger of all)--> by user, by node, of the network: hours with their minutes, days

const tendEveryMs = 3_600_000
/** Of one transaction, which must be done long before a statement's time is up: a row may have thousands of cells. */
const foldRows = 4_000
const foldCells = 50_000

export type Folding = { readonly cells: number; fold(): Promise<void>; stop(): Promise<void> }

/** Moves what was posted into the tables of history, and keeps their partitions. */
export function startFolding(o: { db: Pick<Db, 'tx' | 'usage'>; log: Log; everyMs?: number }): Folding {
  const { db, log } = o
  let cells = 0
  let tendedAt = -Infinity

  async function fold(): Promise<void> {
    try {
      if (performance.now() - tendedAt > tendEveryMs) {
        const gone = await db.tx(repos => repos.usage.tend(new Date()))
        if (gone > 0) log.info({ partitions: gone }, 'usage that is older than it is kept is gone')
        tendedAt = performance.now()
      }
      for (;;) {
        const folded = await db.tx(repos => repos.usage.fold(foldRows, foldCells))
        cells += folded?.cells ?? 0
        if (!folded?.more) break
      }
    } catch (err) {
      if (!(err instanceof DbDown)) throw err
    }
  }
  const stop = every(o.everyMs ?? Limits.usageFoldMs, fold, { log })
  return {
    get cells() {
      return cells
    },
    fold,
    stop,
  }
}
