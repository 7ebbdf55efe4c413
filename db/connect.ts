import type { Log } from '#kit/log.ts'
import { DbDown, dbError } from './errors.ts'
import { heardElsewhere, pgp } from './pgp.ts'
import { createRepositories, type Repositories } from './repositories.ts'
import { createRun } from './run.ts'
import { checkStatements } from './statement.ts'
import { watchDb } from './watch.ts'

export { DbDown }

export type Db = Repositories & {
  /** Whether PostgreSQL answered a moment ago. */
  readonly up: boolean
  /** Asks it now. */
  ping(): Promise<boolean>
  /** All or nothing. What `fn` throws rolls back and comes out as it is. */
  tx<T>(fn: (repos: Repositories) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Through PgBouncer the timeouts must be allowed as startup parameters, or set on the role instead. */
const limits = {
  connectionTimeoutMillis: 2_000,
  idleTimeoutMillis: 30_000,
  statement_timeout: 10_000,
  idle_in_transaction_session_timeout: 15_000,
  /** For a server that takes a statement and falls silent; its own timeout should come first. */
  query_timeout: 11_000,
}

/** Comes back whether PostgreSQL is there or not: it may come later, go and return. Broken SQL files throw. */
export async function connectDb(o: { url: string; log: Log; name: string; poolSize?: number }): Promise<Db> {
  checkStatements()
  const pool = {
    connectionString: o.url,
    application_name: o.name,
    max: o.poolSize ?? 10,
    keepAlive: true,
    ...limits,
  }
  const pg = pgp<object>(pool)
  pg.$pool.on('error', heardElsewhere)
  const watch = watchDb({ log: o.log, dial: onLost => pg.connect({ direct: true, onLost }) })
  const onDown = () => void watch.look()
  let closed: Promise<void> | undefined
  await watch.look()

  return {
    ...createRepositories(createRun(pg, onDown)),
    get up() {
      return watch.up
    },
    ping: watch.look,
    async tx(fn) {
      try {
        return await pg.tx(t => fn(createRepositories(createRun(t, onDown))))
      } catch (e) {
        const error = dbError(e, 'transaction')
        if (error instanceof DbDown) onDown()
        throw error
      }
    },
    close: () =>
      (closed ??= watch
        .stop()
        .then(() => pg.$pool.end())
        .then(() => undefined)),
  }
}
