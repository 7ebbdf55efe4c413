// The embedded PostgreSQL: a real server on loopback, its data kept in our folder.
import fs from 'node:fs'
import path from 'node:path'
import { Fault, Interrupted } from './faults.mjs'
import { doesNotStart, openLog } from './logs.mjs'
import { alive } from './parents.mjs'
import { root, show } from './paths.mjs'
import { ensureCluster, postgresBin } from './postgres-files.mjs'
import { postgresUser } from './postgres-user.mjs'
import { endStale, pidIn, runsWith } from './stale.mjs'
import { supervise, untilReady } from './supervise.mjs'

const name = 'postgres'
const database = 'traffix'
const readyMs = 60_000

/** Nothing here is worth keeping after a crash of the machine: for tests. */
export const throwaway = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
}

/** Gives `{url, process}`; the server runs until `stops` stop it. */
export async function startPostgres({ dir, port, password, logs, settings = {}, stops, say }) {
  const bin = postgresBin()
  const user = postgresUser(bin, path.dirname(dir))
  await endStalePostgres(dir)
  await ensureCluster({ dir, user, password, stops })
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    // A socket's path may have 107 characters; a clone's may be longer.
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  }
  const log = openLog(logs, name)
  const server = supervise({
    name,
    command: () => ({
      file: path.join(bin, 'postgres'),
      args: ['-D', dir, ...Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
      cwd: '/',
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      ...user,
    }),
    prepare: () => endStalePostgres(dir),
    signal: 'SIGINT', // "fast": rolls back what is open, writes what is committed
    log,
    stops,
    say,
  })
  const url = at => `postgres://traffix:${password}@127.0.0.1:${port}/${at}`
  const ready = await untilReady(server, () => answers(url('postgres'), dir), { stops, timeoutMs: readyMs })
  if (stops.closed) throw new Interrupted()
  if (!ready) throw failed(dir, log)
  await ensureDatabase(url('postgres'))
  return { url: url(database), server }
}

function failed(dir, log) {
  return doesNotStart({
    what: 'PostgreSQL',
    dir,
    log,
    words: /FATAL|PANIC|ERROR|No space/,
    advice: '`npm start -- --fresh` wipes the data',
  })
}

/**
 * A server that outlived a killed launcher holds the data: end it in order. Its children go with it. After a
 * power cut its number may be another program's, which PostgreSQL would take for itself and refuse to start;
 * the launcher's own lock says that nobody else is at the data.
 */
export async function endStalePostgres(dir) {
  const file = path.join(dir, 'postmaster.pid')
  const pid = pidIn(file)
  const isOurs = runsWith(/postgres/, dir)
  await endStale(pid, isOurs, [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 2_000],
  ])
  if (pid && alive(pid) && !isOurs(pid)) fs.rmSync(file, { force: true })
}

async function client(url) {
  // Only now are the packages installed.
  const { default: pg } = await import(path.join(root, 'node_modules/pg/lib/index.js'))
  const it = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 5_000 })
  it.on('error', () => {})
  await it.connect()
  return it
}

async function answers(url, dir) {
  try {
    const it = await client(url)
    await it.query('select 1').finally(() => it.end())
    return true
  } catch (error) {
    if (error.code === '28P01' && dir) {
      throw new Fault(
        `The password in secrets.json is not that of ${show(dir)}: put the right one back, or wipe both with \`npm start -- --fresh\``,
      )
    }
    return false // starting up, or recovering
  }
}

async function ensureDatabase(url) {
  const it = await client(url)
  try {
    const found = await it.query('select from pg_database where datname = $1', [database])
    if (!found.rowCount) await it.query(`create database ${database}`)
  } finally {
    await it.end()
  }
}

/** DATABASE_URL is somebody else's server: it must answer, or a line says why not. */
export async function checkDatabaseUrl(url) {
  try {
    const it = await client(url)
    await it.query('select 1').finally(() => it.end())
  } catch (error) {
    throw new Fault(`DATABASE_URL does not work: ${error.message || error.code}`)
  }
}
