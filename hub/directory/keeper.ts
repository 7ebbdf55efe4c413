import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import {
  dropFromDirectory,
  fillDirectory,
  putDirectory,
  readDirectory,
  readDirectoryMark,
} from '#bus/directory.ts'
import { type Db, DbDown } from '#db/connect.ts'
import { directoryStart } from '#db/repositories/directory.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { DirectoryEntry } from '#protocol/directory.ts'

// PostgreSQL --(what changed since)--> keeper of every hub --(entries)--> Redis --> edges

/** The net, for what another hub wrote and could not tell, and for a Redis that began anew. */
const lookMs = 1_000
const overMs = 60_000

export type Keeper = {
  /** Something was written: edges are told now. Resolves when they are, or when that has to wait. */
  changed(): Promise<void>
  /** What is in no table: a pass, a cut. */
  put(entry: DirectoryEntry): Promise<void>
  stop(): Promise<void>
}

/** Keeps the directory in Redis as PostgreSQL has it. Every hub does, and they do not disturb each other. */
export function startKeeper({ db, bus, log }: { db: Db; bus: Bus; log: Log }): Keeper {
  let mark: string | null = null
  let run = ''
  let working: Promise<void> | null = null
  let again: Promise<void> | null = null
  let sweptAt = 0

  async function fill(): Promise<void> {
    const next = await db.directory.mark()
    await fillDirectory(bus, db.directory.since(directoryStart))
    mark = next
    log.info('the directory was filled')
  }
  async function tell(since: string): Promise<void> {
    const next = await db.directory.mark()
    for await (const entries of db.directory.since(since)) await putDirectory(bus, entries)
    mark = next
  }
  async function work(): Promise<void> {
    try {
      if (!bus.up || !db.up) return
      const there = await readDirectoryMark(bus)
      // Another run of Redis may have lost what was put last.
      if (!there.filled || mark === null || there.run !== run) await fill()
      else await tell(mark)
      run = there.run
    } catch (err) {
      if (!(err instanceof BusDown) && !(err instanceof DbDown)) throw err
    }
  }
  /** Work that begins after now: what runs already may have read before. */
  function look(): Promise<void> {
    if (!working) return (working = work().finally(() => (working = null)))
    return (again ??= working
      .catch(() => {})
      .then(() => {
        again = null
        return look()
      }))
  }

  /** Passes and cuts that are over. */
  async function sweep(): Promise<void> {
    if (Date.now() - sweptAt < overMs || !bus.up) return
    sweptAt = Date.now()
    for (const kind of ['pass', 'cut'] as const)
      for await (const entries of readDirectory(bus, kind)) {
        const over = entries.filter(it => 'until' in it && it.until < Date.now() - overMs)
        await dropFromDirectory(
          bus,
          kind,
          over.map(it => it.id),
        )
      }
  }

  const stop = every(
    lookMs,
    async () => {
      await look()
      await sweep().catch((err: unknown) => {
        if (!(err instanceof BusDown)) throw err
      })
    },
    { log, unref: true },
  )
  return {
    async changed() {
      await look().catch((err: unknown) => log.error({ err }, 'the directory was not told'))
    },
    put: entry => putDirectory(bus, [entry]),
    stop,
  }
}
