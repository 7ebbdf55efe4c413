import { connectDb } from '#db/connect.ts'
import { pgp } from '#db/pgp.ts'
import { inEachMonth } from '#db/repositories/usage.ts'
import { timeArray } from '#db/values.ts'
import { silentLog } from '#kit/log.ts'
import { startFolding } from '#ledger/folding.ts'
import * as carried from './carried.ts'
import { fillDays, fillMonth, fillScene, fillTail, unlogged } from './fill-sql.ts'

export type Filled = {
  /** In the order of the formula's numbers. */
  accounts: { id: string; timeZone: string }[]
  from: Date
  /** What was carried in this minute is still in the tail. */
  liveMinute: Date
  rows: Record<string, number>
  bytes: Record<string, number>
}
type Plan = { accounts: number; days: number; say?: (line: string) => void }

const hourMs = 3_600_000

/**
 * Fills an empty database with so many days of minutes, by the formula of `carried.ts`: months of whole hours into the
 * tables themselves, the current hour through the tail and a fold as a ledger does it, and the live minute into the tail.
 */
export async function fillHistory(url: string, plan: Plan): Promise<Filled> {
  const say = plan.say ?? (() => {})
  const [one, two] = await Promise.all([connect(url), connect(url)])
  const log = silentLog()
  const db = await connectDb({ url, log, name: 'filling', poolSize: 2 })
  try {
    const begun = Date.now()
    const until = new Date(Math.floor(begun / hourMs) * hourMs)
    const from = new Date(until.getTime() - plan.days * 24 * hourMs)
    const moments = timeArray(inEachMonth(from, new Date(begun + hourMs)))
    await one.any('select usage_partitions(${moments}::timestamptz[])', { moments })
    for (const { statement } of await one.any<{ statement: string }>(unlogged)) await one.none(statement)
    await one.multi(fillScene, { ...plan, ...carried })
    for (let at = from; at < until;) {
      const next = new Date(Math.min(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1), until.getTime()))
      const month = { from: at, to: next, nodesOfCountry: nodes / carried.countries.length, ...carried }
      await one.none(fillMonth.rows, month)
      await Promise.all([one.none(fillMonth.users), two.none(fillMonth.nodes)])
      await Promise.all([one.multi(fillDays), two.none(fillMonth.network)])
      await one.none('drop table fill_hour')
      say(`${at.toISOString().slice(0, 7)} after ${Math.round((Date.now() - begun) / 1_000)} s`)
      at = next
    }
    const liveMinute = new Date(Math.floor(Date.now() / 60_000) * 60_000)
    const nodesOfCountry = nodes / carried.countries.length
    if (liveMinute > until)
      await one.none(fillTail, { from: until, to: liveMinute, posts: 1, nodesOfCountry, ...carried })
    const folding = startFolding({ db, log, everyMs: 3_600_000 })
    await folding.fold()
    await folding.stop()
    const after = new Date(liveMinute.getTime() + 60_000)
    const tail = { from: liveMinute, to: after, posts: carried.tailPosts, nodesOfCountry, ...carried }
    await one.none(fillTail, tail)
    const accounts = await one.many<Filled['accounts'][number]>(
      'select id, time_zone as "timeZone" from fill_account order by n',
    )
    await one.multi('drop table fill_account; drop table fill_node; drop table fill_kind')
    say('vacuum')
    await one.none('vacuum (analyze)')
    const sizes = await one.many<{ name: string; rows: number; bytes: number }>(counts)
    const by = (what: 'rows' | 'bytes') => Object.fromEntries(sizes.map(it => [it.name, it[what]]))
    return { accounts, from, liveMinute, rows: by('rows'), bytes: by('bytes') }
  } finally {
    await Promise.all([one.done(), two.done(), db.close()])
  }
}
export const nodes = 240

const connect = (url: string) => pgp<object>(url).connect({ direct: true })

/** Partitions together; rows as the last `analyze` found them. */
const counts = `
select p.relname as name, sum(greatest(c.reltuples, 0))::float8 as rows, sum(pg_total_relation_size(c.oid))::float8 as bytes
from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
where p.relkind = 'p' and c.relkind = 'r' and p.relname like '%usage%' group by 1
union all
select relname, reltuples, pg_total_relation_size(oid) from pg_class where relname in ('usage_tail', 'network_usage_tail', 'account_usage')
order by 1`
