import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

export type ChallengeAnswer =
  /** Worth a session only while the user's proof version is still this one. */
  | { outcome: 'right'; user: string; proofVersion: number }
  | { outcome: 'wrong'; user: string; triesLeft: number }
  /** Answered rightly before, out of tries, expired, replaced by a newer one, or never there. */
  | { outcome: 'void' }

const sql = statements('challenges', {
  open: ['user', 'codeHash', 'proofVersion', 'ms'],
  answer: ['id', 'codeHash', 'maxTries'],
  dropOf: ['user'],
})

/** One-time codes: of a user only the newest can be answered. */
export const challenges = (run: Run) => ({
  open: (challenge: { user: string; codeHash: Uint8Array; proofVersion: number; ms: number }) =>
    run.one(sql.open, challenge, (row: { id: string; expiresAt: Date }) => row),

  async answer(answer: { id: string; codeHash: Uint8Array; maxTries: number }): Promise<ChallengeAnswer> {
    type Row = { user: string; right: boolean; triesLeft: number; proofVersion: number }
    const row = await run.maybe(sql.answer, answer, (row: Row) => row)
    if (!row) return { outcome: 'void' }
    const { user, right, triesLeft, proofVersion } = row
    return right ? { outcome: 'right', user, proofVersion } : { outcome: 'wrong', user, triesLeft }
  },

  async dropOf(user: string): Promise<void> {
    await run.count(sql.dropOf, { user })
  },
})
