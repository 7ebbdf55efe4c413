import { randomUUID } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import { unfiltered } from '#db/testing/usage.ts'
import type { UsageBatch } from '#protocol/usage.ts'

type Session = UsageBatch['sessions'][number]
export const sessionOf = (account: string, more: Partial<Session> = {}): Session => ({
  ...{ id: randomUUID(), account, proxyUser: randomUUID(), node: randomUUID(), provider: randomUUID() },
  ...{ country: 'us', ...more },
})
export const minuteNow = () => Math.floor(Date.now() / 60_000)

/** A life of an edge, that makes batches of one session of an account. */
export function createLife(account: string, edge = `edge-${randomUUID()}`) {
  const epoch = randomUUID()
  let last = 0
  return {
    edge,
    epoch,
    batch(up: number, down: number, more: Partial<UsageBatch> = {}): UsageBatch {
      const minutes = [{ minute: minuteNow(), rows: [0, up, down] }]
      return { v: 1, edge, epoch, seq: ++last, sessions: [sessionOf(account)], minutes, ...more }
    },
  }
}

/** All that was ever posted of an account. */
export async function postedOf(db: Pick<Db, 'usage'>, account: string): Promise<[up: number, down: number]> {
  const period = { from: new Date('2020-01-01T00:00Z'), to: new Date('2100-01-01T00:00Z') }
  const asked = { ...period, step: 'day', zone: 'UTC', by: null, ...unfiltered, account } as const
  const rows = await db.usage.rows('user', asked)
  return [rows.reduce((sum, it) => sum + it.up, 0), rows.reduce((sum, it) => sum + it.down, 0)]
}
