import { pgp } from '../pgp.ts'

/** How many statements of this database wait for what another transaction holds. */
export async function waitingForLocks(url: string): Promise<number> {
  const sql = await pgp<object>(url).connect({ direct: true })
  try {
    const { waiting } = await sql.one<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return waiting
  } finally {
    await sql.done()
  }
}
