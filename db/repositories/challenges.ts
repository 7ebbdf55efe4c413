import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

export type ChallengeAnswer =
  | { outcome: 'right'; user: string }
  | { outcome: 'wrong'; triesLeft: number }
  /** Answered rightly before, out of tries, expired, replaced by a newer one, or never there. */
  | { outcome: 'void' }

const sql = statements('challenges', {
  open: ['user', 'codeHash', 'ms'],
  answer: ['id', 'codeHash', 'maxTries'],
})

/** One-time codes: of a user only the newest can be answered. */
export const challenges = (run: Run) => ({
  open: (challenge: { user: string; codeHash: Uint8Array; ms: number }) =>
    run.one(sql.open, challenge, (row: { id: string; expiresAt: Date }) => row),

  async answer(answer: { id: string; codeHash: Uint8Array; maxTries: number }): Promise<ChallengeAnswer> {
    type Row = { user: string; right: boolean; triesLeft: number }
    const row = await run.maybe(sql.answer, answer, (row: Row) => row)
    if (!row) return { outcome: 'void' }
    return row.right ? { outcome: 'right', user: row.user } : { outcome: 'wrong', triesLeft: row.triesLeft }
  },
})
