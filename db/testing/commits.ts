import { pgp } from '../pgp.ts'

/**
 * How many transactions of this database have ended, a statement by itself being one. A backend tells of what it did
 * when it has been idle for a while: whoever compares two of these waits `toldAfterMs` first.
 */
export async function transactionsOf(url: string): Promise<number> {
  const sql = await pgp<object>(url).connect({ direct: true })
  try {
    const { done } = await sql.one<{ done: number }>(
      `select (xact_commit + xact_rollback)::float8 as done from pg_stat_database
       where datname = current_database()`,
    )
    return done
  } finally {
    await sql.done()
  }
}

export const toldAfterMs = 11_000
