import { Limits } from '#protocol/limits.ts'
import type { RadarBatch, SessionFacts } from '#protocol/radar.ts'
import { BusDown } from './bus-down.ts'
import type { Clock } from './clock.ts'
import type { Bus } from './connect.ts'
import { sayRadar } from './radar.ts'

type Opening = Omit<SessionFacts, 'n' | 'startedAt' | 'up' | 'down' | 'ended'>
/** `moved…` since the batch before; told in full in the second `statedAt`, 0 when it is due. */
type Open = { facts: SessionFacts; movedUp: number; movedDown: number; statedAt: number }

/** An edge's side of `radar`: it numbers the sessions, and says each second what they carried. */
export type RadarSender = {
  /** The number by which the session is called from now on. */
  open(session: Opening): number
  moved(n: number, up: number, down: number): void
  close(n: number, why: string): void
  /** Takes what there is since the last one, once a second; which second that is. */
  take(): number
  /** Says what was taken: false when Redis is away, then it is said later. */
  say(): Promise<boolean>
  /** Both. */
  second(): { second: number; said: Promise<boolean> }
  readonly sessions: number
}

/** Sessions are told of again after 40 to 54 seconds, so that not all of them are in one. */
const restateMinSeconds = 40
const restateSpread = 15

export function createRadarSender(
  bus: Bus,
  o: {
    edge: string
    /** This life of the edge; another one each time it starts. */
    epoch: string
    clock: Clock
    /** Redis has begun anew: what is kept in it for others is to be said again. */
    onEmptied?: () => void
  },
): RadarSender {
  const sessions = new Map<number, Open>()
  let lastNumber = 0
  let lastSecond = 0
  let seq = 0
  let run: string | null = null
  let unsaid: RadarBatch[] = []
  let saying: Promise<boolean> | null = null

  function restateAll(): void {
    for (const session of sessions.values()) session.statedAt = 0
  }

  function* batches(second: number): Generator<RadarBatch> {
    const begin = (): RadarBatch => ({
      edge: o.edge,
      epoch: o.epoch,
      seq: ++seq,
      more: false,
      second,
      facts: [],
      rows: [],
    })
    let batch = begin()
    for (const [n, session] of sessions) {
      const { facts, movedUp, movedDown } = session
      const moves = movedUp > 0 || movedDown > 0
      const states =
        facts.ended !== null || second - session.statedAt >= restateMinSeconds + (n % restateSpread)
      if (!moves && !states) continue
      if (batch.facts.length >= Limits.radarFacts || batch.rows.length >= Limits.radarRows * 3) {
        yield { ...batch, more: true }
        batch = begin()
      }
      if (moves) batch.rows.push(n, movedUp, movedDown)
      if (states) batch.facts.push(state(session, second))
      session.movedUp = session.movedDown = 0
      if (facts.ended !== null) sessions.delete(n)
    }
    yield batch
  }

  function state(session: Open, second: number): SessionFacts {
    const { facts } = session
    // What began in the moment after a second and before it was told of is told of as in it, now and later.
    facts.startedAt = Math.min(facts.startedAt, second * 1_000 + 999)
    session.statedAt = second
    return { ...facts }
  }

  async function sayAll(): Promise<boolean> {
    try {
      for (let batch = unsaid[0]; batch; batch = unsaid[0]) {
        const said = await sayRadar(bus, batch)
        // A batch whose answer was lost is said twice: whoever hears it knows its number.
        if (unsaid[0] === batch) unsaid.shift()
        if (said.run !== run || said.fresh) {
          if (run !== null) {
            restateAll()
            o.onEmptied?.()
          }
          run = said.run
        }
      }
      return true
    } catch (err) {
      if (err instanceof BusDown) return false
      throw err
    } finally {
      saying = null
    }
  }

  /** What is too old to be said is forgotten; only that something has ended must not be. */
  function forget(second: number): void {
    const oldest = second - Limits.radarUnsaidMs / 1_000
    const kept = unsaid.filter(batch => batch.second >= oldest)
    if (kept.length === unsaid.length) return
    for (const { facts } of unsaid.filter(batch => batch.second < oldest))
      for (const fact of facts)
        if (fact.ended !== null) sessions.set(fact.n, { facts: fact, movedUp: 0, movedDown: 0, statedAt: 0 })
    unsaid = kept
    restateAll()
  }

  function take(): number {
    const second = Math.max(lastSecond, Math.floor(o.clock.now() / 1_000) - 1)
    lastSecond = second
    forget(second)
    unsaid.push(...batches(second))
    return second
  }
  const say = () => (saying ??= sayAll())

  return {
    get sessions() {
      return sessions.size
    },
    open(session) {
      const n = ++lastNumber
      const startedAt = Math.floor(o.clock.now())
      const facts = { ...session, n, startedAt, up: 0, down: 0, ended: null }
      sessions.set(n, { facts, movedUp: 0, movedDown: 0, statedAt: 0 })
      return n
    },
    moved(n, up, down) {
      const session = sessions.get(n)
      if (!session || session.facts.ended !== null) return
      session.movedUp += up
      session.movedDown += down
      session.facts.up += up
      session.facts.down += down
    },
    close(n, why) {
      const session = sessions.get(n)
      if (session) session.facts.ended ??= why
    },
    take,
    say,
    second: () => ({ second: take(), said: say() }),
  }
}
