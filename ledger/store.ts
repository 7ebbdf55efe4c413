import { startConsuming } from '#bus/consume.ts'
import type { Bus } from '#bus/connect.ts'
import { endedGroup, endedRecords } from '#bus/ended.ts'
import { type Db, DbDown } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'

// stream `sessions:ended` --(group `ledger`: some entries)--> PostgreSQL, in one statement --> acknowledged

export type Store = { readonly stored: number; stop(): Promise<void> }

/** Stores the sessions that have ended: each once, however often it comes and whoever took it before. */
export function startStoring(o: { bus: Bus; db: Pick<Db, 'proxySessions'>; id: string; log: Log }): Store {
  const { bus, db } = o
  let stored = 0
  const consumer = startConsuming({
    ...o,
    group: endedGroup,
    what: 'ended sessions',
    isAway: err => err instanceof DbDown,
    async post(entries) {
      const records = entries.flatMap(it => endedRecords(it.text))
      if (records.length > 0) stored += await db.proxySessions.store(records)
      await endedGroup.done(
        bus,
        entries.map(it => it.id),
      )
    },
  })
  return {
    get stored() {
      return stored
    },
    stop: consumer.stop,
  }
}
