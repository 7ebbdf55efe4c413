import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { addSpent } from '#bus/spent.ts'
import type { ProxyUser } from '../known/known.ts'
import { Bucket } from './bucket.ts'

/** What a proxy user with limits has used, here and on all edges together. */
class Spender {
  open = 0
  /** As Redis was told. */
  toldOpen = 0
  elsewhere = 0
  /** Not told to Redis yet, and being told. */
  bytes = 0
  telling = 0
  day = ''
  month = ''
  dayBytes = 0
  monthBytes = 0
  known = false
  up: Bucket | null = null
  down: Bucket | null = null
}

const askMs = 200
const turnBytes = 4_096
/** A program does not wait for much longer. */
const turnMs = 15_000

/** Connections, bytes and speed of proxy users, over all edges. Days and months are those of UTC. */
export function createLimits(o: { bus: Bus; edge: string; now: () => number }) {
  const spenders = new Map<string, Spender>()
  /** Asked for with every connection, and another one once a day. */
  let days = { number: -1, text: '' }
  function today(): string {
    const ms = o.now()
    const number = Math.floor(ms / 86_400_000)
    if (days.number !== number)
      days = { number, text: new Date(ms).toISOString().slice(0, 10).replaceAll('-', '') }
    return days.text
  }

  function of(id: string): Spender {
    let spender = spenders.get(id)
    if (!spender) spenders.set(id, (spender = new Spender()))
    return spender
  }
  const counts = ({ limits }: ProxyUser) =>
    limits.dayBytes !== null || limits.monthBytes !== null || limits.maxConnections !== null
  /** `own`: the one that asks, when it is counted already. */
  function tooMany({ limits: { maxConnections: most } }: ProxyUser, it: Spender, own: 0 | 1): string | null {
    return most !== null && it.open - own + it.elsewhere >= most
      ? `${most} connections at once are open`
      : null
  }

  async function tell(ids: readonly string[]): Promise<void> {
    const day = today()
    const all = ids.map(id => ({ id, spender: of(id), bytes: of(id).bytes, open: of(id).open }))
    for (const { spender, bytes } of all) {
      spender.bytes -= bytes
      spender.telling += bytes
    }
    try {
      const spendings = all.map(({ id, bytes, open }) => ({
        ...{ proxyUser: id, day, month: day.slice(0, 6), bytes, connections: open },
      }))
      const spent = await addSpent(o.bus, o.edge, spendings)
      for (const [i, { spender, open }] of all.entries()) {
        const { dayBytes, monthBytes, connectionsElsewhere } = spent[i]!
        spender.toldOpen = open
        Object.assign(spender, { day, month: day.slice(0, 6), dayBytes, monthBytes, known: true })
        spender.elsewhere = connectionsElsewhere
      }
    } catch (err) {
      for (const { spender, bytes } of all) spender.bytes += bytes
      if (!(err instanceof BusDown)) throw err
    } finally {
      for (const { spender, bytes } of all) spender.telling -= bytes
    }
  }

  /** What is over, in words. */
  function over({ id, limits }: ProxyUser): string | null {
    const spender = spenders.get(id)
    if (!spender) return null
    const day = today()
    const untold = spender.bytes + spender.telling
    const [dayBytes, monthBytes] = [
      (spender.day === day ? spender.dayBytes : 0) + untold,
      (spender.month === day.slice(0, 6) ? spender.monthBytes : 0) + untold,
    ]
    if (limits.dayBytes !== null && dayBytes >= limits.dayBytes)
      return `${limits.dayBytes} bytes a day are used up`
    if (limits.monthBytes !== null && monthBytes >= limits.monthBytes)
      return `${limits.monthBytes} bytes a month are used up`
    return null
  }

  return {
    over,
    /** Takes a place for a connection, or says why there is none. */
    async admit(user: ProxyUser): Promise<string | null> {
      const spender = of(user.id)
      const full = tooMany(user, spender, 0)
      if (full !== null) return full
      // The place is taken before anything is waited for.
      spender.open++
      let why: string | null = null
      if (!spender.known && counts(user)) {
        const late = Promise.withResolvers<void>()
        const timer = setTimeout(late.resolve, askMs)
        await Promise.race([tell([user.id]), late.promise]).finally(() => clearTimeout(timer))
        // Now it is known what is open on other edges.
        why = tooMany(user, spender, 1)
      }
      why ??= over(user)
      if (why !== null) spender.open--
      return why
    },
    release(user: string): void {
      const spender = spenders.get(user)
      if (spender && spender.open > 0) spender.open--
    },
    moved(user: string, bytes: number): void {
      of(user).bytes += bytes
    },
    speed(user: ProxyUser): { up: Bucket | null; down: Bucket | null } {
      const spender = of(user.id)
      const { bytesPerSecond } = user.limits
      if (bytesPerSecond === null) return { up: (spender.up = null), down: (spender.down = null) }
      spender.up ??= new Bucket(bytesPerSecond, o.now)
      spender.down ??= new Bucket(bytesPerSecond, o.now)
      spender.up.bytesPerSecond = spender.down.bytesPerSecond = bytesPerSecond
      return { up: spender.up, down: spender.down }
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
    /** Once a second: tells Redis, and hears what the other edges told. Gives those to look at. */
    async second(user: (id: string) => ProxyUser | undefined): Promise<void> {
      const due: string[] = []
      for (const [id, spender] of spenders) {
        const known = user(id)
        const moves = spender.open + spender.toldOpen + spender.bytes > 0
        if (known && counts(known) && moves) due.push(id)
        else if (spender.open + spender.telling === 0) spenders.delete(id)
      }
      if (due.length > 0) await tell(due)
    },
  }
}
export type EdgeLimits = ReturnType<typeof createLimits>
