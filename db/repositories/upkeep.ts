import { Limits } from '#protocol/limits.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

export type Swept = {
  sessions: number
  tokens: number
  challenges: number
  links: number
  /** Registrations that were never confirmed. */
  unconfirmed: number
  /** Of the history of nodes, what is older than it goes back. */
  states: number
  visits: number
  verdicts: number
  consentLinks: number
}

const sql = statements('upkeep', {
  cleanup: ['max'],
  unconfirmed: ['max', 'olderMs'],
  nodes: ['max', 'days'],
})
const olderMs = 2 * Limits.confirmLinkMs

export const upkeep = (run: Run) => ({
  /** Removes what has run out, so that it does not pile up; answers how much. Harmless at any time, in any
   *  number of processes; when it removes `max` of something there is more, and it wants to be called again. */
  async cleanup({ max = 5_000 }: { max?: number } = {}): Promise<Swept> {
    type Of<K extends keyof Swept> = Pick<Swept, K>
    const first = await run.one(
      sql.cleanup,
      { max },
      (row: Of<'sessions' | 'tokens' | 'challenges' | 'links'>) => row,
    )
    const last = await run.one(sql.unconfirmed, { max, olderMs }, (row: Of<'unconfirmed'>) => row)
    const nodes = await run.one(
      sql.nodes,
      { max, days: Limits.nodeHistoryDays },
      (row: Of<'states' | 'visits' | 'verdicts' | 'consentLinks'>) => row,
    )
    return { ...first, ...last, ...nodes }
  },
})
