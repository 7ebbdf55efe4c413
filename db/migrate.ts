import { setTimeout as sleep } from 'node:timers/promises'
import type { ITask } from 'pg-promise'
import { CannotStart } from '#kit/cannot-start.ts'
import type { Log } from '#kit/log.ts'
import { DbDown, DbFault, dbError } from './errors.ts'
import { pgp } from './pgp.ts'
import { type Migration, migrationsHome, readMigrations } from './read-migrations.ts'

export type Migrated = { applied: string[]; at: number }
type Options = { url: string; log: Log; dir?: URL; waitMs?: number }
type Task = ITask<object>

/** Any process may start first, and several at once: this lock is what they queue at. */
const lockKey = 7_287_234_917
const waitMsByDefault = 30_000
const retryMs = 250

/**
 * Brings the database to the newest migration, or changes nothing and says by name why not.
 *
 *   begin -> lock -> compare what was applied with the files -> apply the next -> note it -> commit
 *
 * once a migration, so each is applied whole or not at all. The lock lasts as long as the transaction,
 * which works through PgBouncer too.
 */
export async function migrate(o: Options): Promise<Migrated> {
  const files = readMigrations(o.dir ?? migrationsHome)
  const connection = await connect(o)
  const applied: string[] = []
  try {
    for (;;) {
      const name = await connection.tx(t => step(t, files, o.log))
      if (name === null) return { applied, at: files.length }
      o.log.info({ migration: name }, 'migrated')
      applied.push(name)
    }
  } catch (e) {
    const error = dbError(e, 'migrating')
    if (error instanceof DbDown) throw new CannotStart(`PostgreSQL went away (${error.message})`)
    throw error
  } finally {
    await connection.done()
  }
}

/** Applies the next migration and answers its name, or null when there is none left. */
async function step(t: Task, files: Migration[], log: Log): Promise<string | null> {
  const { free } = await t.one<{ free: boolean }>('select pg_try_advisory_xact_lock($1) as free', [lockKey])
  if (!free) {
    log.info({}, 'waiting for another process that is migrating')
    await t.one('select pg_advisory_xact_lock($1) as locked', [lockKey])
  }
  await t.none(`create table if not exists migration (
    number int primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now())`)
  const done = await t.any<Pick<Migration, 'number' | 'name' | 'checksum'>>(
    'select number, name, checksum from migration order by number',
  )
  compare(done, files)

  const next = files[done.length]
  if (!next) return null
  try {
    await t.multi(next.sql)
  } catch (e) {
    const error = dbError(e, next.name)
    throw error instanceof DbFault
      ? new CannotStart(`migration ${error.message}; nothing of it was applied`)
      : error
  }
  await t.none(
    'insert into migration (number, name, checksum) values (${number}, ${name}, ${checksum})',
    next,
  )
  return next.name
}

/** What was applied must be exactly the first files. */
function compare(done: Pick<Migration, 'number' | 'name' | 'checksum'>[], files: Migration[]): void {
  done.forEach(({ number, name, checksum }, i) => {
    const file = files.find(f => f.number === number)
    if (!file) throw new CannotStart(`migration ${name} was applied, but its file is missing`)
    if (file.name !== name)
      throw new CannotStart(`migration ${name} was applied, but its file is now ${file.name}`)
    if (file.checksum !== checksum)
      throw new CannotStart(`migration ${name} was changed after it was applied`)
    if (number !== i + 1) throw new CannotStart(`migration ${name} was applied before ${files[i]?.name}`)
  })
}

/** A connection of its own, without a statement timeout. PostgreSQL may still be starting: waits for it. */
async function connect({ url, log, waitMs = waitMsByDefault }: Options) {
  const pg = pgp<object>({
    connectionString: url,
    application_name: 'traffix-migrate',
    connectionTimeoutMillis: 2_000,
  })
  const deadline = performance.now() + waitMs
  for (let told = false; ; told = true) {
    try {
      return await pg.connect({ direct: true })
    } catch (e) {
      const error = dbError(e, 'connecting')
      if (!(error instanceof DbDown)) throw error
      if (performance.now() + retryMs > deadline) {
        throw new CannotStart(
          `PostgreSQL cannot be reached: ${(e as Error).message || (e as { code?: string }).code}`,
        )
      }
      if (!told) log.info({ reason: error.message }, 'waiting for postgres')
      await sleep(retryMs)
    }
  }
}
