import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

export type Swept = { sessions: number; tokens: number; challenges: number; links: number }

const sql = statements('upkeep', { cleanup: ['max'] })

export const upkeep = (run: Run) => ({
  /** Removes what has run out, so that it does not pile up; answers how much. Harmless at any time, in any
   *  number of processes; when it removes `max` of something there is more, and it wants to be called again. */
  cleanup: ({ max = 5_000 }: { max?: number } = {}): Promise<Swept> =>
    run.one(sql.cleanup, { max }, (row: Swept) => row),
})
