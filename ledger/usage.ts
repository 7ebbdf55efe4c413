import { startConsuming } from '#bus/consume.ts'
import type { Bus } from '#bus/connect.ts'
import type { GroupEntry } from '#bus/group.ts'
import { parseJson } from '#bus/json.ts'
import { donePosting, usageGroup } from '#bus/usage.ts'
import { type Db, DbDown } from '#db/connect.ts'
import { DbFault } from '#db/errors.ts'
import type { EpochNext, EpochPosted, EpochRow } from '#db/repositories/usage.ts'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { UsageBatch } from '#protocol/usage.ts'
import { createLives, isOf } from './lives.ts'
import { advance, bytesOf, tailOf } from './tail.ts'

// stream `usage` --(group `ledger`: what came in some seconds)--> at once: their numbers, and what is new --> the edge is told

export type Posting = {
  readonly batches: number
  readonly again: number
  readonly bytes: number
  readonly refused: number
  /** Whose usage was posted since this was asked. */
  touched(): string[]
  stop(): Promise<void>
}
/** Of one session in one batch: sums of very many of them are still numbers that PostgreSQL has. */
const mostBytes = 2 ** 50
const minutesADay = 24 * 60
/** SQLSTATE 22: what was given is no value. Anything else may pass. */
const aboutData = /^22/
type Taken = { id: string; text: string; batch: UsageBatch }

export function startPosting(o: {
  bus: Bus
  db: Pick<Db, 'tx' | 'usage'>
  id: string
  log: Log
  gatherMs?: number
}): Posting {
  const { bus, db, log } = o
  const count = { batches: 0, again: 0, bytes: 0, refused: 0 }
  let touched = new Set<string>()
  const lives = createLives()

  /** What cannot be read is kept in a table, and never counts: nobody can say of what it was. */
  async function refuse({ id, text }: GroupEntry, reason: string): Promise<void> {
    await db.usage.refuse(id, reason, text.slice(0, 1_000_000))
    count.refused++
    log.error({ entry: id, reason }, 'a usage batch that cannot be read was set aside')
    await usageGroup.done(bus, [id])
  }

  async function post(entries: GroupEntry[]): Promise<void> {
    const taken: Taken[] = []
    for (const entry of entries) {
      const read = UsageBatch.safeParse(parseJson(entry.text))
      const reason = read.success ? faultOf(read.data) : 'it is not a batch of usage'
      if (read.success && reason === null) taken.push({ ...entry, batch: read.data })
      else await refuse(entry, reason ?? 'it cannot be read')
    }
    if (taken.length > 0) await postWhatGoes(taken)
  }

  /** One that PostgreSQL does not take holds up none of the others. */
  async function postWhatGoes(taken: readonly Taken[]): Promise<void> {
    try {
      await postAll(taken)
    } catch (err) {
      if (!(err instanceof DbFault)) throw err
      const [first, ...others] = taken
      if (others.length > 0) for (const it of taken) await postWhatGoes([it])
      else if (first && aboutData.test(err.code)) await refuse(first, err.message)
      else throw err
    }
  }

  /** As a rule nobody else has posted of a life: one statement does it, and finds out if somebody has. */
  async function postNext(batches: readonly UsageBatch[]): Promise<UsageBatch[] | null> {
    const epochs: EpochNext[] = []
    for (const own of lives.of(batches)) {
      const before = lives.before(own[0]!)
      if (!before) return null
      const { after, news } = advance(before, own)
      // What came again is looked at: this process may be wrong about what was posted.
      if (news.length < own.length) return null
      epochs.push(following(before, after))
    }
    if (!(await db.usage.post(epochs, tailOf(batches)))) return null
    lives.left(epochs)
    return [...batches]
  }

  async function postLocked(batches: readonly UsageBatch[]): Promise<UsageBatch[]> {
    const { fresh, after } = await db.tx(async ({ usage }) => {
      const epochs = await usage.number(batches.map(({ edge, epoch, seq }) => ({ edge, epoch, seq })))
      const all = epochs.map(before => ({ before, ...advance(before, batches.filter(isOf(before))) }))
      const news = all.flatMap(it => it.news)
      const moved = all.filter(it => it.news.length > 0).map(it => following(it.before, it.after))
      if (news.length > 0 && !(await usage.post(moved, tailOf(news))))
        throw new Error('a life that is locked was moved')
      return { fresh: news, after: all.map(it => it.after) }
    })
    lives.left(after)
    return fresh
  }

  async function postAll(taken: readonly Taken[]): Promise<void> {
    const batches = taken.map(it => it.batch)
    const posted = (await postNext(batches)) ?? (await postLocked(batches))
    count.batches += posted.length
    count.again += taken.length - posted.length
    for (const batch of posted) {
      for (const { account } of batch.sessions) touched.add(account)
      const { up, down } = bytesOf(batch)
      count.bytes += up + down
    }
    // Also those that came again: their edge has not heard yet.
    for (const edge of new Set(taken.map(it => it.batch.edge))) {
      const own = taken.filter(it => it.batch.edge === edge)
      await donePosting(
        bus,
        edge,
        own.map(({ id, batch: { epoch, seq } }) => ({ id, epoch, seq })),
      )
    }
  }

  const consumer = startConsuming({
    ...{ gatherMs: Limits.usageGatherMs, ...o },
    ...{ group: usageGroup, what: 'usage batches', post, isAway: (err: unknown) => err instanceof DbDown },
  })
  return {
    get batches() {
      return count.batches
    },
    get again() {
      return count.again
    },
    get bytes() {
      return count.bytes
    },
    get refused() {
      return count.refused
    },
    touched() {
      const all = [...touched]
      touched = new Set()
      return all
    },
    stop: consumer.stop,
  }
}

const following = (before: EpochRow, after: EpochPosted): EpochNext => ({
  ...after,
  ...{ lowBefore: before.low, aheadBefore: before.ahead },
})

/** What a schema does not say: rows are whole, of sessions that are named, of a time and of bytes that can be. */
function faultOf({ sessions, minutes }: UsageBatch): string | null {
  const now = Date.now() / 60_000
  for (const { minute, rows } of minutes) {
    if (minute > now + minutesADay) return 'a minute is still to come'
    if (minute < now - Limits.usageHoursKeepDays * minutesADay)
      return 'a minute is older than any that is kept'
    if (rows.length % 3 !== 0) return 'a row is not whole'
    for (let i = 0; i < rows.length; i += 3) {
      if (rows[i]! >= sessions.length) return 'a row is of a session that is not named'
      if (rows[i + 1]! + rows[i + 2]! > mostBytes) return 'a row is of more bytes than anything carries'
    }
  }
  return null
}
