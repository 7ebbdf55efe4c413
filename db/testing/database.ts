import { randomBytes } from 'node:crypto'
import { postgresUrl, readConfig } from '#kit/config.ts'
import { type Log, silentLog } from '#kit/log.ts'
import { connectDb, type Db } from '../connect.ts'
import { migrate } from '../migrate.ts'
import { pgp } from '../pgp.ts'
import { checksumOfAll, readMigrations } from '../read-migrations.ts'

export type TestDatabase = { url: string; db: Db; drop(): Promise<void> }

/** Whoever needs the template first makes it; the others wait at this lock. */
const lockKey = 7_287_234_918

/** A migrated database of the test file's own: a copy of a template that is migrated once for all of them. */
export async function createTestDatabase(o: { log?: Log } = {}): Promise<TestDatabase> {
  const template = await templateDatabase()
  const { name, url, drop } = await createDatabase(template)
  const db = await connectDb({ url, log: o.log ?? silentLog(), name, poolSize: 5 })
  return {
    url,
    db,
    async drop() {
      await db.close()
      await drop()
    },
  }
}

/** A database without anything in it, or a copy of `template`. */
export async function createDatabase(template = 'template0') {
  const name = `traffix_test_${process.pid}_${randomBytes(6).toString('hex')}`
  await asSuperuser(sql =>
    sql.none('create database ${name:name} template ${template:name}', { name, template }),
  )
  return {
    name,
    url: urlOf(name),
    drop: () => asSuperuser(sql => sql.none('drop database if exists ${name:name} with (force)', { name })),
  }
}

let server: URL | undefined

function urlOf(database: string): string {
  server ??= new URL(readConfig({ TEST_DATABASE_URL: postgresUrl() }).TEST_DATABASE_URL)
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

/** Named after its migrations, so that a changed one makes another template. */
async function templateDatabase(): Promise<string> {
  const name = `traffix_template_${checksumOfAll(readMigrations()).slice(0, 16)}`
  const exists = (sql: Sql) => sql.oneOrNone('select 1 from pg_database where datname = $1', [name])
  await asSuperuser(async sql => {
    if (await exists(sql)) return
    await sql.one('select pg_advisory_lock($1) as locked', [lockKey])
    if (await exists(sql)) return
    // Under another name until it is whole: whoever dies here leaves no half template behind.
    const draft = `${name}_draft`
    await sql.none('drop database if exists ${draft:name} with (force)', { draft })
    await sql.none('create database ${draft:name} template template0', { draft })
    await migrate({ url: urlOf(draft), log: silentLog() })
    await sql.none('alter database ${draft:name} rename to ${name:name}', { draft, name })
  })
  return name
}

type Sql = Awaited<ReturnType<typeof connectAsSuperuser>>
const connectAsSuperuser = () => pgp<object>(urlOf('postgres')).connect({ direct: true })

async function asSuperuser<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = await connectAsSuperuser()
  try {
    return await work(sql)
  } finally {
    await sql.done()
  }
}
