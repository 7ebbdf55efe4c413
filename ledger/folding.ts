import { type Db, DbDown } from '#db/connect.ts'
import { tookTooLong } from '#db/errors.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { Limits } from '#protocol/limits.ts'

// usage_tail --(every minute, by one ledger of all)--> by user, by node, of the network: hours with their minutes, days

const tendEveryMs = 3_600_000
/** Of one transaction, of about a second: after an outage there may be very many. */
const usual = { rows: 4_000, cells: 100_000 }
/** Of `most`: what takes too long with so little does so for another reason. */
const leastShare = 1 / 256

export type Folding = { readonly cells: number; fold(): Promise<void>; stop(): Promise<void> }

/** Moves what was posted into the tables of history, and keeps their partitions. */
export function startFolding(o: {
  db: Pick<Db, 'tx' | 'usage'>
  log: Log
  everyMs?: number
  most?: { rows: number; cells: number }
}): Folding {
  const { db, log, most = usual } = o
  let cells = 0
  let tendedAt = -Infinity
  let size = most
  const life = new AbortController()

  async function foldAll(): Promise<void> {
    try {
      if (performance.now() - tendedAt > tendEveryMs) {
        const gone = await db.tx(repos => repos.usage.tend(new Date()))
        if (gone > 0) log.info({ partitions: gone }, 'usage that is older than it is kept is gone')
        tendedAt = performance.now()
      }
      while (!life.signal.aborted) {
        const now = size
        const folded = await db.tx(repos => repos.usage.fold(now)).catch(orLess)
        if (folded === 'less') continue
        cells += folded?.cells ?? 0
        size = { rows: Math.min(most.rows, now.rows * 2), cells: Math.min(most.cells, now.cells * 2) }
        if (!folded || (folded.rows < now.rows && folded.cells < now.cells)) break
      }
    } catch (err) {
      if (!(err instanceof DbDown)) throw err
    }
  }
  /** What a slow server cannot do in time would be tried in vain for ever. */
  function orLess(err: unknown): 'less' {
    if (!tookTooLong(err) || size.cells <= most.cells * leastShare) throw err
    size = { rows: Math.ceil(size.rows / 4), cells: Math.ceil(size.cells / 4) }
    log.warn({ ...size }, 'folding usage took too long: less at a time')
    return 'less'
  }
  const stop = every(o.everyMs ?? Limits.usageFoldMs, foldAll, { log })
  return {
    get cells() {
      return cells
    },
    fold: foldAll,
    stop() {
      life.abort()
      return stop()
    },
  }
}
