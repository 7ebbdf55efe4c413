import type { Log } from '#kit/log.ts'
import { BusDown } from './bus-down.ts'
import type { Bus } from './connect.ts'
import type { Group, GroupEntry } from './group.ts'

const waitMs = 1_000
const claimEveryMs = 5_000
const pauseMs = 500
/** The least: 0 is for ever. */
const noWaitMs = 1

/**
 * Takes a stream's entries, some at a time, and has them posted: those of processes that died too. What fails is taken
 * again, so `post` must count each entry once however often it comes, and end those it has posted.
 */
export function startConsuming(o: {
  bus: Bus
  group: Group
  id: string
  log: Log
  what: string
  /** How long more is waited for when something has come, so that it is posted together; 0: not at all. */
  gatherMs?: number
  post: (entries: GroupEntry[]) => Promise<void>
  /** What `post` throws when something that it needs is away: nothing to be told of. */
  isAway: (err: unknown) => boolean
}): { stop(): Promise<void> } {
  const { bus, group, log } = o
  const reader = bus.blocking()
  const life = new AbortController()
  let joined = false
  let claimedAt = -Infinity
  let wake = () => {}

  async function turn(): Promise<void> {
    if (!joined) await group.join(bus)
    joined = true
    if (performance.now() - claimedAt > claimEveryMs) {
      const claimed = await group.claim(bus, o.id)
      // More may wait, where one has died with much in its hands.
      if (claimed.length === 0) claimedAt = performance.now()
      else await o.post(claimed)
    }
    const entries = await group.read(reader, o.id, waitMs)
    if (entries.length > 0) await o.post(await gathered(entries))
  }
  async function gathered(entries: GroupEntry[]): Promise<GroupEntry[]> {
    // As many as are read at once: there is a backlog, and nothing to wait for.
    if (!o.gatherMs || entries.length >= group.readEntries) return entries
    await pause(o.gatherMs)
    return [...entries, ...(await group.read(reader, o.id, noWaitMs))]
  }

  async function run(): Promise<void> {
    while (!life.signal.aborted) {
      try {
        await turn()
      } catch (err) {
        // A Redis that began anew has no group: it is joined again.
        joined = false
        const away = err instanceof BusDown || o.isAway(err)
        const anew = err instanceof Error && err.message.startsWith('NOGROUP')
        if (!away && !anew && !life.signal.aborted) log.error({ err }, `${o.what} were not posted`)
        await pause(pauseMs)
      }
    }
  }
  async function pause(ms: number): Promise<void> {
    if (life.signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    wake = resolve
    const timer = setTimeout(resolve, ms)
    await promise
    clearTimeout(timer)
  }
  const running = run()

  return {
    /** What was taken is posted first. */
    async stop() {
      life.abort()
      wake()
      await running
      reader.close()
    },
  }
}
