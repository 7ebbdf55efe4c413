import { DirectoryEntry } from '#protocol/directory.ts'
import { allById } from '../paging.ts'
import type { Run } from '../run.ts'
import { statements } from '../statement.ts'

const sql = statements('directory', { mark: [], since: ['mark', 'after', 'limit'] })

/** Before everything that was ever written. */
export const directoryStart = '0'
const pageRows = 1_000

export const directory = (run: Run) => ({
  /** Taken before reading: what a reading does not see is written since this. */
  mark: (): Promise<string> => run.one(sql.mark, {}, (row: { mark: string }) => row.mark),
  /** What edges must know of that was written since then, some at a time. */
  async *since(mark: string): AsyncGenerator<DirectoryEntry[]> {
    const pages = allById(pageRows, after =>
      run.many(sql.since, { mark, after, limit: pageRows }, (row: { id: string; entry: unknown }) => row),
    )
    for await (const rows of pages) yield rows.map(row => DirectoryEntry.parse(row.entry))
  },
})
