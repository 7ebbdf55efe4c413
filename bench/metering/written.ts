import { until } from '#db/testing/until.ts'
import { pgp } from '#db/pgp.ts'

/** What PostgreSQL wrote: rows of tables, pieces of what is too long for a row, and its log. */
export type Written = { rows: number; pieces: number; walBytes: number }

const asked = `
select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del) filter (where schemaname = 'public'), 0)::float8 as rows,
  coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del) filter (where schemaname = 'pg_toast'), 0)::float8 as pieces,
  (pg_current_wal_insert_lsn() - '0/0')::float8 as "walBytes"
from pg_stat_all_tables s
where schemaname = 'public' or relid in (
  select reltoastrelid from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public')`

/** Of a database until now. A backend tells of what it did at its end: all others must have ended. */
export async function writtenIn(url: string): Promise<Written> {
  const sql = await pgp<object>(url).connect({ direct: true })
  try {
    await until('the others have ended', async () => {
      const { others } = await sql.one<{ others: number }>(
        `select count(*)::int as others from pg_stat_activity
         where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
      )
      return others === 0
    })
    return await sql.one<Written>(asked)
  } finally {
    await sql.done()
  }
}

export const writtenSince = (before: Written, after: Written): Written => ({
  rows: after.rows - before.rows,
  pieces: after.pieces - before.pieces,
  walBytes: after.walBytes - before.walBytes,
})
