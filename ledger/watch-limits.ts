import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { createEventLog } from '#bus/log.ts'
import { sayPosted } from '#bus/spent.ts'
import { type Db, DbDown } from '#db/connect.ts'
import type { Limited, Warning } from '#db/repositories/usage.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { UserEvent } from '#protocol/live/user.ts'

// whose usage was posted --> what they used of their limits --> Redis, for the edges; and warnings, once each

const lookMs = 5_000

/** Edges hold limits by what they count; this is what they cannot know: what edges that are gone have carried. */
export function startWatchingLimits(o: {
  bus: Bus
  db: Pick<Db, 'usage'>
  /** Whose usage was posted since this was asked. */
  touched(): string[]
  log: Log
  everyMs?: number
}): { stop(): Promise<void> } {
  const { bus, db, log } = o
  const events = createEventLog(bus)
  /** At the start, and when Redis may have begun anew, all are looked at. */
  let all = true
  let due = new Set<string>()
  const offBus = bus.onChange(up => (all ||= up))

  async function look(): Promise<void> {
    for (const account of o.touched()) due.add(account)
    if (!bus.up || (!all && due.size === 0)) return
    const [everybody, accounts] = [all, due]
    all = false
    due = new Set()
    try {
      const limited = await db.usage.limited(everybody ? null : [...accounts])
      await sayPosted(bus, limited)
      await warn(limited.flatMap(warningsOf))
    } catch (err) {
      all ||= everybody
      for (const account of accounts) due.add(account)
      if (!(err instanceof BusDown) && !(err instanceof DbDown)) throw err
    }
  }

  async function warn(warnings: readonly Warning[]): Promise<void> {
    if (warnings.length === 0) return
    for (const { users, account, proxyUser, login, at, ...rest } of await db.usage.warn(warnings)) {
      const warning = {
        ...rest,
        proxyUser: proxyUser === null ? null : { id: proxyUser, login: login ?? '' },
        at: at.toISOString(),
      }
      const event: UserEvent = { kind: 'usageWarning', warning }
      const { period, since, percent, limit } = rest
      const key = `usage:${proxyUser ?? account}:${period}:${since}:${percent}:${limit}`
      for (const user of users)
        await events.append(`user:${user}`, key, event).catch((err: unknown) => {
          // The warning itself stands in the panel.
          log.warn({ err, user }, 'a warning of a limit was not said')
        })
    }
  }
  const stop = every(o.everyMs ?? lookMs, look, { log })
  return {
    async stop() {
      offBus()
      await stop()
    },
  }
}

function warningsOf(it: Limited): Warning[] {
  const periods = [
    { period: 'day', since: it.today, bytes: it.dayBytes, limit: it.dayLimit },
    { period: 'month', since: `${it.today.slice(0, 8)}01`, bytes: it.monthBytes, limit: it.monthLimit },
  ] as const
  return periods.flatMap(({ period, since, bytes, limit }) =>
    ([80, 100] as const)
      .filter(percent => limit !== null && bytes * 100 >= limit * percent)
      .map(percent => ({
        ...{ account: it.account, proxyUser: it.proxyUser, period, since, percent, limit: limit! },
      })),
  )
}
