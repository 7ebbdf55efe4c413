import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import type { Session } from '../sessions/session.ts'
import type { Facts } from './spool-file.ts'
import type { Spool } from './spool.ts'

const alarmEveryMs = 60_000
const batchSeconds = Limits.usageBatchMs / 1_000

/** Takes what sessions carried, and has it on the disk within half a second. */
export function createMeter(o: {
  spool: Spool
  /** More than this in the spool: nobody posts it. */
  alarmBytes: number
  now: () => number
  log: Log
}) {
  const { spool, log } = o
  /** Those that have carried something since the last line. */
  let moved: Session[] = []
  /** Numbers of those that the current file names. */
  let named = new Set<number>()
  let secondsInFile = 0
  let half = false
  /** The first half second of a life belongs to one that nobody has named yet. */
  let lastSecond = Math.floor(o.now() / 1_000) - 1
  let alarmedAt = -Infinity
  let failing = false

  function alarm(fields: object, text: string): void {
    if (performance.now() - alarmedAt < alarmEveryMs) return
    alarmedAt = performance.now()
    log.error(fields, text)
  }

  async function append(second: number | null): Promise<void> {
    // Half a second that was written is named by the whole one, also when no more has moved.
    if (moved.length === 0 && (second === null || !half)) return
    if (spool.fresh) named = new Set()
    const facts: Facts[] = []
    const rows: number[] = []
    const taken = moved
    moved = []
    for (const session of taken) {
      const { n, unmeteredUp: up, unmeteredDown: down } = session
      if (!named.has(n)) facts.push(factsOf(session))
      rows.push(n, up, down)
      session.unmeteredUp = session.unmeteredDown = 0
    }
    try {
      await spool.append({ second, facts, rows }, second ?? lastSecond + 1)
    } catch (err) {
      for (const [i, session] of taken.entries()) take(session, rows[i * 3 + 1]!, rows[i * 3 + 2]!)
      throw err
    }
    half = second === null
    for (const [n] of facts) named.add(n)
  }

  function take(session: Session, up: number, down: number): void {
    if (session.unmeteredUp + session.unmeteredDown === 0) moved.push(session)
    session.unmeteredUp += up
    session.unmeteredDown += down
  }

  /**
   * What has moved goes to the disk; `second` names whose it is, null: half of the one that follows. Where there is
   * no room it stays in memory and goes later.
   */
  async function write(second: number | null): Promise<void> {
    if (spool.full) {
      alarm({ bytes: spool.bytes }, 'the usage spool is full: what is carried is only in memory')
      // What is open would wait for room that only its own going makes.
      return spool.seal()
    }
    try {
      await append(second)
      if (failing) log.info('the usage spool is written again')
      failing = false
    } catch (err) {
      failing = true
      return alarm({ err }, 'the usage spool cannot be written: what is carried is only in memory')
    }
    if (second !== null) lastSecond = second
    if (second !== null && !spool.fresh && (++secondsInFile >= batchSeconds || spool.large)) {
      secondsInFile = 0
      await spool.seal()
    }
    if (spool.bytes > o.alarmBytes)
      alarm(
        { bytes: spool.bytes, batches: spool.waiting.length },
        'usage is not being posted: is a ledger up?',
      )
  }

  return {
    moved: take,
    write,
    /** The last words of this life. */
    async end(second: number | null): Promise<void> {
      await write(second)
      await spool.seal()
    },
    /** Bytes that are not on the disk, because it has no room. */
    get unwritten() {
      return moved.reduce((sum, it) => sum + it.unmeteredUp + it.unmeteredDown, 0)
    },
  }
}
export type Meter = ReturnType<typeof createMeter>

const factsOf = ({ n, id, user, node }: Session): Facts => [
  ...([n, id, user.account, user.id, node.id] as const),
  ...([node.entry.provider, node.entry.place.country] as const),
]
