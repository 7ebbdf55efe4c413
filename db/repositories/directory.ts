import { DirectoryEntry } from '#protocol/directory.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

const sql = statements('directory', { mark: [], since: ['mark', 'after', 'limit'] })

/** Before everything that was ever written. */
export const directoryStart = '0'
const beforeAll = '00000000-0000-0000-0000-000000000000'
const pageRows = 1_000

export const directory = (run: Run) => ({
  /** Taken before reading: what a reading does not see is written since this. */
  mark: (): Promise<string> => run.one(sql.mark, {}, (row: { mark: string }) => row.mark),
  /** What edges must know of that was written since then, some at a time. */
  async *since(mark: string): AsyncGenerator<DirectoryEntry[]> {
    for (let after = beforeAll; ;) {
      const rows = await run.many(
        sql.since,
        { mark, after, limit: pageRows },
        (row: { id: string; entry: unknown }) => row,
      )
      if (rows.length > 0) yield rows.map(row => DirectoryEntry.parse(row.entry))
      if (rows.length < pageRows) return
      after = rows.at(-1)!.id
    }
  },
})
