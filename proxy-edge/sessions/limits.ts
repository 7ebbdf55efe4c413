import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { saySpent } from '#bus/spent.ts'
import type { AccountLimits } from '#protocol/directory.ts'
import type { Account, ProxyUser } from '../known/known.ts'
import { Bucket } from './bucket.ts'
import { createDays } from './days.ts'

/** Bytes of a day or a month of the account's zone. */
class Used {
  period = ''
  /** By this life of the edge, as Redis was told of them, and by all. */
  bytes = 0
  told = 0
  all = 0

  turnTo(period: string): void {
    if (this.period === period) return
    this.period = period
    this.bytes = this.told = this.all = 0
  }
  heard(period: string, told: number, all: number): void {
    if (this.period === period) [this.told, this.all] = [told, all]
  }
  get total(): number {
    return this.all + this.bytes - this.told
  }
}

/** A proxy user, or an account: what it has used, here and on all edges together. */
class Holder {
  open = 0
  /** As Redis was told. */
  toldOpen = 0
  elsewhere = 0
  readonly day = new Used()
  readonly month = new Used()
  known = false
  up: Bucket | null = null
  down: Bucket | null = null

  turnTo(day: string): void {
    if (this.day.period === day) return
    this.day.turnTo(day)
    this.month.turnTo(day.slice(0, 6))
  }
}

const askMs = 200
const turnBytes = 4_096
/** A program does not wait for much longer. */
const turnMs = 15_000
const inBytes = (limits: AccountLimits | undefined) =>
  limits !== undefined && (limits.dayBytes !== null || limits.monthBytes !== null)

/** Connections, bytes and speed of proxy users, and bytes of accounts, over all edges. */
export function createLimits(o: {
  bus: Bus
  edge: string
  epoch: string
  now: () => number
  account: (id: string) => Account | undefined
}) {
  const holders = new Map<string, Holder>()
  const today = createDays(o.now)

  function of(id: string): Holder {
    let holder = holders.get(id)
    if (!holder) holders.set(id, (holder = new Holder()))
    return holder
  }
  const zoneOf = (account: string) => o.account(account)?.timeZone ?? 'UTC'
  const counts = ({ limits }: ProxyUser) => inBytes(limits) || limits.maxConnections !== null
  /** `own`: the one that asks, when it is counted already. */
  function tooMany({ limits: { maxConnections: most } }: ProxyUser, it: Holder, own: 0 | 1): string | null {
    return most !== null && it.open - own + it.elsewhere >= most
      ? `${most} connections at once are open`
      : null
  }

  async function tell(all: readonly { id: string; zone: string }[]): Promise<void> {
    const told = all.map(({ id, zone }) => {
      const holder = of(id)
      holder.turnTo(today(zone))
      const { day, month, open: connections } = holder
      const said = {
        ...{ holder: id, day: day.period, month: month.period, connections },
        ...{ dayBytes: day.bytes, monthBytes: month.bytes },
      }
      return { holder, said }
    })
    try {
      const spent = await saySpent(
        o.bus,
        o,
        told.map(it => it.said),
      )
      for (const [i, { holder, said }] of told.entries()) {
        const { dayBytes, monthBytes, connectionsElsewhere } = spent[i]!
        holder.known = true
        holder.toldOpen = said.connections
        holder.elsewhere = connectionsElsewhere
        holder.day.heard(said.day, said.dayBytes, dayBytes)
        holder.month.heard(said.month, said.monthBytes, monthBytes)
      }
    } catch (err) {
      // It is said as a whole the next time.
      if (!(err instanceof BusDown)) throw err
    }
  }

  function overBytes(id: string, limits: AccountLimits, zone: string): string | null {
    const holder = holders.get(id)
    if (!holder) return null
    holder.turnTo(today(zone))
    if (limits.dayBytes !== null && holder.day.total >= limits.dayBytes)
      return `${limits.dayBytes} bytes a day are used up`
    if (limits.monthBytes !== null && holder.month.total >= limits.monthBytes)
      return `${limits.monthBytes} bytes a month are used up`
    return null
  }
  /** What is over, in words. */
  function over({ id, account, limits }: ProxyUser): string | null {
    const of = o.account(account)
    const zone = of?.timeZone ?? 'UTC'
    const own = overBytes(id, limits, zone)
    if (own !== null || !of) return own
    const whole = overBytes(account, of.limits, zone)
    return whole === null ? null : `the account's ${whole}`
  }

  /** Those of whom Redis must be asked before they are let in. */
  function unknown(user: ProxyUser): { id: string; zone: string }[] {
    const zone = zoneOf(user.account)
    const ids = [
      ...(counts(user) && !of(user.id).known ? [user.id] : []),
      ...(inBytes(o.account(user.account)?.limits) && !of(user.account).known ? [user.account] : []),
    ]
    return ids.map(id => ({ id, zone }))
  }

  return {
    over,
    /** Takes a place for a connection, or says why there is none. */
    async admit(user: ProxyUser): Promise<string | null> {
      const [holder, account] = [of(user.id), of(user.account)]
      const full = tooMany(user, holder, 0)
      if (full !== null) return full
      // The place is taken before anything is waited for.
      holder.open++
      account.open++
      let why: string | null = null
      const ask = unknown(user)
      if (ask.length > 0) {
        const late = Promise.withResolvers<void>()
        const timer = setTimeout(late.resolve, askMs)
        await Promise.race([tell(ask), late.promise]).finally(() => clearTimeout(timer))
        // Now it is known what is open on other edges.
        why = tooMany(user, holder, 1)
      }
      why ??= over(user)
      if (why !== null) this.release(user)
      return why
    },
    release(user: ProxyUser): void {
      for (const id of [user.id, user.account]) {
        const holder = holders.get(id)
        if (holder && holder.open > 0) holder.open--
      }
    },
    moved(user: ProxyUser, bytes: number): void {
      const day = today(zoneOf(user.account))
      for (const id of [user.id, user.account]) {
        const holder = of(id)
        holder.turnTo(day)
        holder.day.bytes += bytes
        holder.month.bytes += bytes
      }
    },
    speed(user: ProxyUser): { up: Bucket | null; down: Bucket | null } {
      const holder = of(user.id)
      const { bytesPerSecond } = user.limits
      if (bytesPerSecond === null) return { up: (holder.up = null), down: (holder.down = null) }
      holder.up ??= new Bucket(bytesPerSecond, o.now)
      holder.down ??= new Bucket(bytesPerSecond, o.now)
      holder.up.bytesPerSecond = holder.down.bytesPerSecond = bytesPerSecond
      return { up: holder.up, down: holder.down }
    },
    /**
     * Waits until a new connection is in turn: with a speed to keep, what others have carried is paid first, or many
     * short ones would each have their first window for nothing.
     */
    async turn(user: ProxyUser): Promise<string | null> {
      const { up, down } = this.speed(user)
      if (!up || !down) return null
      for (const late = o.now() + turnMs; ;) {
        const wait = Math.max(up.waitMs, down.waitMs)
        if (wait < 1) break
        if (o.now() + wait > late) return `${user.limits.bytesPerSecond} bytes a second are used up`
        await new Promise(resolve => setTimeout(resolve, Math.min(wait, 1_000)))
      }
      // Of several who wait for the same moment one goes first.
      down.take(Math.min(turnBytes, (user.limits.bytesPerSecond ?? 0) / 10))
      return null
    },
    /** Several times a second: tells Redis, and hears what the other edges told. */
    async tell(user: (id: string) => ProxyUser | undefined): Promise<void> {
      const due: { id: string; zone: string }[] = []
      for (const [id, holder] of holders) {
        const known = user(id)
        const account = o.account(known?.account ?? id)
        const limited = known ? counts(known) : inBytes(account?.limits)
        const zone = account?.timeZone ?? 'UTC'
        if (limited) holder.turnTo(today(zone))
        const untold =
          holder.day.bytes !== holder.day.told || holder.toldOpen !== holder.open || !holder.known
        if (limited && (holder.open > 0 || untold)) due.push({ id, zone })
        // What a limited one has used is kept: a Redis that begins anew is told all of it.
        else if (!limited && holder.open === 0) holders.delete(id)
      }
      if (due.length > 0) await tell(due)
    },
    /** Redis began anew: all of it is to be told again. */
    restate(): void {
      for (const holder of holders.values()) holder.known = false
    },
  }
}
export type EdgeLimits = ReturnType<typeof createLimits>
