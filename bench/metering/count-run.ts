import { connectBus } from '#bus/connect.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { addUsage } from '#bus/usage.ts'
import { connectDb } from '#db/connect.ts'
import { pgp } from '#db/pgp.ts'
import { createTestDatabase } from '#db/testing/database.ts'
import { until } from '#db/testing/until.ts'
import { silentLog } from '#kit/log.ts'
import { startFolding } from '#ledger/folding.ts'
import { startPosting } from '#ledger/usage.ts'
import { Limits } from '#protocol/limits.ts'
import { batchOf, carrying, downIn, type EdgeSessions, type Shape, upIn } from './carried.ts'
import { countingRelay } from './relay.ts'
import { type Written, writtenIn, writtenSince } from './written.ts'

/*
 * What is sent to PostgreSQL, and written by it, for the same metered seconds:
 *
 *   with this design   a batch of five seconds and edge -> stream -> ledger: posted, and folded once a minute
 *   naively            each second and edge a row for each session, all in one statement
 */
export type Counted = Written & {
  sessionSeconds: number
  statements: number
  /** Rows that the statements brought, whatever became of them. */
  sentRows: number
  sentBytes: number
  up: number
  down: number
  /** Of the tables and their indexes, in the end. */
  storedBytes: number
}
export type CountPlan = Shape & {
  minutes: number
  /** Metered seconds in a second of the run. */
  speed: number
}

/** With each posting goes one row of its sums. */
const sumsRow = 1
const batchSeconds = Limits.usageBatchMs / 1_000
/** A whole minute, some time ago; the same for both. */
const beginning = () => (Math.floor(Date.now() / 60_000) - 60) * 60

export async function countBoth(plan: CountPlan): Promise<{ ours: Counted; naive: Counted }> {
  const edges = carrying(plan)
  const first = beginning()
  const ours = await countOurs(plan, edges, first)
  const naive = await countNaive(plan, edges, first)
  if (ours.up !== naive.up || ours.down !== naive.down) throw new Error('the designs do not say the same')
  return { ours, naive }
}

async function countOurs(plan: CountPlan, edges: EdgeSessions[], first: number): Promise<Counted> {
  const database = await createTestDatabase()
  const redis = await startRedis()
  const log = silentLog()
  const bus = await connectBus({ url: redis.url, log, name: 'bench' })
  await database.db.close()
  const before = await writtenIn(database.url)
  const relay = await countingRelay(database.url)
  const db = await connectDb({ url: relay.url, log, name: 'bench-ledger', poolSize: 2 })
  let sentRows = 0
  const counted: Pick<typeof db, 'tx' | 'usage'> = {
    usage: counting(db.usage),
    tx: work => db.tx(repos => work({ ...repos, usage: counting(repos.usage) })),
  }
  function counting(usage: typeof db.usage): typeof db.usage {
    return {
      ...usage,
      number(numbers) {
        sentRows += numbers.length
        return usage.number(numbers)
      },
      post(epochs, rows) {
        sentRows += epochs.length + rows.length + sumsRow
        return usage.post(epochs, rows)
      },
    }
  }
  try {
    const posting = startPosting({
      ...{ bus, db: counted, id: 'bench', log },
      gatherMs: Limits.usageGatherMs / plan.speed,
    })
    const folding = startFolding({ db: counted, log, everyMs: 3_600_000 })
    // As edges that were started at different times: each in its own fifth second.
    const due = edges
      .flatMap((of, e) =>
        Array.from({ length: (plan.minutes * 60) / batchSeconds }, (_, n) => ({
          at: (n + 1 + e / edges.length) * batchSeconds,
          batch: { of, seq: n + 1, first: first + n * batchSeconds },
        })),
      )
      .sort((a, b) => a.at - b.at)
    const startedAt = performance.now()
    const passed = () => ((performance.now() - startedAt) / 1_000) * plan.speed
    let folded = 0
    let given = 0
    for (const { at, batch } of due) {
      const text = JSON.stringify(batchOf(batch.of, batch.seq, batch.first, batchSeconds))
      while (passed() < at) await new Promise(r => setTimeout(r, ((at - passed()) * 1_000) / plan.speed))
      await addUsage(bus, text)
      given++
      if (at >= (folded + 1) * 60) {
        folded++
        await folding.fold()
      }
    }
    await until('all is posted', () => posting.batches === given)
    await folding.fold()
    await Promise.all([posting.stop(), folding.stop()])
    if (posting.again + posting.refused > 0) throw new Error('a batch was not new')
    await db.close()
    return await countedOf(plan, {
      url: database.url,
      relay,
      before,
      sentRows,
      all: 'user_days',
      tables: '%usage%',
    })
  } finally {
    await db.close()
    await relay.stop()
    await bus.close()
    await redis.stop()
    await database.drop()
  }
}

/** Idempotent as well, and with the index that the same questions need. */
const table = `
create table usage_second (
  session_id uuid not null,
  at timestamptz not null,
  account_id uuid not null,
  proxy_user_id uuid not null,
  node_id uuid not null,
  provider_id uuid not null,
  country text not null,
  edge text not null,
  up bigint not null,
  down bigint not null,
  primary key (session_id, at)
);
create index usage_second_by_account on usage_second (account_id, at)`
const insert = `
insert into usage_second (session_id, at, account_id, proxy_user_id, node_id, provider_id, country, edge, up, down)
select s, to_timestamp(\${at}), a, u, n, p, c, \${edge}, up, down
from unnest(\${sessions}::uuid[], \${accounts}::uuid[], \${proxyUsers}::uuid[], \${nodes}::uuid[], \${providers}::uuid[],
  \${countries}::text[], \${ups}::bigint[], \${downs}::bigint[]) as x (s, a, u, n, p, c, up, down)
on conflict do nothing`

async function countNaive(plan: CountPlan, edges: EdgeSessions[], first: number): Promise<Counted> {
  const database = await createTestDatabase()
  await database.db.close()
  const made = await pgp<object>(database.url).connect({ direct: true })
  await made.none(table)
  await made.done()
  const before = await writtenIn(database.url)
  const relay = await countingRelay(database.url)
  const sql = await pgp<object>(relay.url).connect({ direct: true })
  const array = (values: readonly string[]) => `{${values.join(',')}}`
  const facts = edges.map(({ edge, sessions }) => ({
    edge,
    sessions: array(sessions.map(it => it.id)),
    accounts: array(sessions.map(it => it.account)),
    proxyUsers: array(sessions.map(it => it.proxyUser)),
    nodes: array(sessions.map(it => it.node)),
    providers: array(sessions.map(it => it.provider)),
    countries: array(sessions.map(it => it.country ?? '')),
  }))
  let sentRows = 0
  try {
    for (let at = first; at < first + plan.minutes * 60; at++)
      for (const [e, of] of facts.entries()) {
        const { sessions } = edges[e]!
        sentRows += sessions.length
        const ups = array(sessions.map((_, i) => String(upIn(i, at))))
        const downs = array(sessions.map((_, i) => String(downIn(i, at))))
        await sql.none(insert, { ...of, at, ups, downs })
      }
    await sql.done()
    const named = { all: 'usage_second', tables: 'usage_second' }
    return await countedOf(plan, { url: database.url, relay, before, sentRows, ...named })
  } finally {
    await relay.stop()
    await database.drop()
  }
}

/** What was sent, what was written since, and what there is now. */
async function countedOf(
  plan: CountPlan,
  o: {
    url: string
    relay: Awaited<ReturnType<typeof countingRelay>>
    before: Awaited<ReturnType<typeof writtenIn>>
    sentRows: number
    /** Where all of it is read from, and the tables that it is in. */
    all: string
    tables: string
  },
): Promise<Counted> {
  const { statements, bytes: sentBytes } = o.relay
  const { up, down } = await sums(o.url, `select sum(up) as up, sum(down) as down from ${o.all}`)
  const written = writtenSince(o.before, await writtenIn(o.url))
  const sessionSeconds = plan.sessions * plan.minutes * 60
  const storedBytes = await stored(o.url, o.tables)
  return { sessionSeconds, statements, sentRows: o.sentRows, sentBytes, up, down, storedBytes, ...written }
}
async function asked<T>(url: string, question: string, values: object = {}): Promise<T> {
  const sql = await pgp<object>(url).connect({ direct: true })
  try {
    return await sql.one<T>(question, values)
  } finally {
    await sql.done()
  }
}
async function sums(url: string, question: string): Promise<{ up: number; down: number }> {
  const { up, down } = await asked<{ up: string; down: string }>(url, question)
  return { up: Number(up), down: Number(down) }
}
async function stored(url: string, name: string): Promise<number> {
  const { bytes } = await asked<{ bytes: number }>(
    url,
    `select sum(pg_total_relation_size(oid))::float8 as bytes from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace and relname like \${name}`,
    { name },
  )
  return bytes
}

/** By how much less the first is, in percent. */
export const fewer = (ours: number, naive: number): number => 100 * (1 - ours / naive)
