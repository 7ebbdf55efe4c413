import { type Db, DbDown } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { Limits } from '#protocol/limits.ts'
import type { Homes } from '#protocol/rest/staff.ts'

const lookMs = 3_000
/** A test that is so much later than it should be has not happened. */
const overdueMs = 2 * Limits.nodeTestEachMs

/** Whether the homes of all nodes that carry are closed: one question every few seconds, for all who look. */
export function watchHomes({ db, log }: { db: Pick<Db, 'up' | 'checks'>; log: Log }) {
  let homes: Homes | null = null
  async function look(): Promise<void> {
    try {
      if (!db.up) throw new DbDown()
      const { oldest, newest, ...counts } = await db.checks.homes(overdueMs)
      homes = { ...counts, oldest: oldest?.getTime() ?? null, newest: newest?.getTime() ?? null }
    } catch (err) {
      if (!(err instanceof DbDown)) throw err
      homes = null
    }
  }
  const stop = every(lookMs, look, { log, unref: true })
  return { now: () => homes, look, stop }
}
