import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { ackEnded, claimEnded, type EndedEntry, joinEnded, readEnded } from '#bus/ended.ts'
import { type Db, DbDown } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'

// stream `sessions:ended` --(group `ledger`: some entries)--> PostgreSQL, in one statement --> acknowledged

const waitMs = 1_000
const claimEveryMs = 10_000
const pauseMs = 500

export type Store = { readonly stored: number; stop(): Promise<void> }

/** Stores the sessions that have ended: each once, however often it comes and whoever took it before. */
export function startStoring(o: { bus: Bus; db: Pick<Db, 'proxySessions'>; id: string; log: Log }): Store {
  const { bus, db, log } = o
  const reader = bus.blocking()
  const life = new AbortController()
  let stored = 0
  let joined = false
  let claimedAt = 0
  let wake = () => {}

  async function post(entries: EndedEntry[]): Promise<void> {
    if (entries.length === 0) return
    const records = entries.flatMap(it => it.records)
    if (records.length > 0) stored += await db.proxySessions.store(records)
    await ackEnded(
      bus,
      entries.map(it => it.id),
    )
  }

  async function turn(): Promise<void> {
    if (!joined) await joinEnded(bus)
    joined = true
    if (performance.now() - claimedAt > claimEveryMs) {
      claimedAt = performance.now()
      await post(await claimEnded(bus, o.id))
    }
    await post(await readEnded(reader, o.id, waitMs))
  }

  async function run(): Promise<void> {
    while (!life.signal.aborted) {
      try {
        await turn()
      } catch (err) {
        // A Redis that began anew has no group: it is joined again.
        joined = false
        const away = err instanceof BusDown || err instanceof DbDown
        const anew = err instanceof Error && err.message.startsWith('NOGROUP')
        if (!away && !anew && !life.signal.aborted) log.error({ err }, 'ended sessions were not stored')
        if (!life.signal.aborted) {
          const { promise, resolve } = Promise.withResolvers<void>()
          wake = resolve
          const timer = setTimeout(resolve, pauseMs)
          await promise
          clearTimeout(timer)
        }
      }
    }
  }
  const running = run()

  return {
    get stored() {
      return stored
    },
    /** What was taken is stored first. */
    async stop() {
      life.abort()
      wake()
      await running
      reader.close()
    },
  }
}
