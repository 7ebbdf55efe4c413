// Boot order of the whole system; everything that starts adds its stop, and they run in reverse.
import fs from 'node:fs'
import path from 'node:path'
import { keepKind, openData, secretsOf, setKind } from './data.mjs'
import { demoServices, forgetDemo, parseSeed, writeDemo } from './demo.mjs'
import { demoWanted, serviceEnv, targetUrl } from './environment.mjs'
import { checkPorts, privatePort, tryPort, privatePorts, publicPorts } from './ports.mjs'
import { dataDir, show } from './paths.mjs'
import { checkDatabaseUrl, endStalePostgres, startPostgres } from './postgres.mjs'
import { checkRedisUrl, endStaleRedis, findRedis, startRedis } from './redis.mjs'
import { runOnce, startAll, startServices } from './services.mjs'
import { watchOutbox } from './outbox.mjs'
import { ensureWeb } from './web.mjs'

/** Gives `{url, logins, demo, data, env, services}` of a system that is ready. */
export async function startSystem({ options, extraPorts = [], publicUrl, web = true, progress, stops }) {
  const env = process.env
  const data = dataDir(env)
  const wanted = demoWanted(options, env)
  const place = await openData(data, { fresh: options.fresh, stops })
  const ports = await checkPorts([...publicPorts, ...extraPorts], env)
  if (wanted) ports.target = (await tryPort(0)).port
  await endStalePostgres(path.join(data, 'postgres'))
  await endStaleRedis(path.join(data, 'redis'))
  if (place.fresh) {
    place.fresh()
    progress.line(`  ${show(data)} was wiped`)
  }
  // Only our own database: another one knows by itself what it holds.
  const demo = env.DATABASE_URL ? wanted : keepKind(data, wanted, options.noDemo)
  if (wanted && !demo) progress.line('  This data was made with --no-demo, so there is no demo')
  const parts = { data, env, logs: path.join(data, 'logs'), secrets: secretsOf(data), progress, stops }
  parts.say = text => progress.line(`  ${text}`)
  await ownServers(parts)

  const databaseUrl = await database(parts)
  const redisUrl = await redis(parts)
  if (web) await ensureWeb({ progress, stops })
  const told = serviceEnv(
    { data, databaseUrl, redisUrl, ports, secrets: parts.secrets, demo, publicUrl: publicUrl?.(ports) },
    env,
  )
  await schema({ ...parts, told })
  const services = await ours({ ...parts, told })
  // Last: a first admin's password is shown once, so nothing that may fail stands between making and showing it.
  const seed = await logins({ ...parts, told, demo })
  if (!env.DATABASE_URL) setKind(data, demo)
  const url = told.PUBLIC_URL
  if (demo) {
    writeDemo(data, { url, target: targetUrl(ports), ports, ...seed })
    services.push(...(await traffic({ ...parts, told, ports })))
  } else forgetDemo(data)
  stops.add('outbox', watchOutbox(path.join(data, 'outbox'), parts.say))
  return { url, logins: seed.logins, demo, data, env: told, ports, services }
}

/** Somebody else's servers must answer, and the ports of ours must be free, before anything starts. */
async function ownServers(parts) {
  const { data, env } = parts
  const [postgres, redis] = privatePorts
  if (env.DATABASE_URL) await checkDatabaseUrl(env.DATABASE_URL)
  else parts.postgresPort = await privatePort(data, postgres, env)
  if (env.REDIS_URL) await checkRedisUrl(env.REDIS_URL)
  else parts.redisPort = await privatePort(data, redis, env)
}

async function database({ data, env, logs, secrets, postgresPort: port, progress, stops, say }) {
  const step = progress.step('PostgreSQL', 'starting')
  if (env.DATABASE_URL) {
    step.done('the one of DATABASE_URL')
    return env.DATABASE_URL
  }
  const dir = path.join(data, 'postgres')
  if (!fs.existsSync(dir)) step.note('making an empty database')
  const { url } = await startPostgres({ dir, port, password: secrets.postgres, logs, stops, say })
  step.done(`on 127.0.0.1:${port}, data in ${show(dir)}`)
  return url
}

async function redis({ data, env, logs, secrets, redisPort: port, progress, stops, say }) {
  const step = progress.step('Redis', 'starting')
  if (env.REDIS_URL) {
    step.done('the one of REDIS_URL')
    return env.REDIS_URL
  }
  const found = await findRedis({ stops, step })
  const dir = path.join(data, 'redis')
  step.note('starting')
  const { url } = await startRedis({ redis: found, dir, port, password: secrets.redis, logs, stops, say })
  const whence = found.fetched ? `, fetched from this system's package archive into ${found.from}` : ''
  step.done(`on 127.0.0.1:${port}, data in ${show(dir)}${whence}`)
  return url
}

async function schema({ told, progress, stops }) {
  const step = progress.step('schema', 'bringing the schema up to date')
  await runOnce({
    what: 'The schema cannot be brought up to date',
    entry: 'db/migrate-main.ts',
    env: told,
    stops,
  })
  step.done('up to date')
}

async function logins({ told, demo, progress, stops }) {
  const step = progress.step('logins', demo ? 'seeding the demo' : 'looking for an admin')
  const what = demo ? 'The demo cannot be seeded' : 'The first admin cannot be made'
  const seed = parseSeed(await runOnce({ what, entry: 'hub/seed-main.ts', env: told, stops }))
  if (demo) step.done('the demo’s')
  else step.done(seed.logins.length ? 'a first admin was made' : 'there is an admin')
  return seed
}

/** The demo's target, its fleet, and customers with programs of their own: real bytes from the first minute. */
async function traffic({ data, told, ports, logs, progress, stops, say }) {
  const step = progress.step('demo', 'starting')
  const env = { ...told, TRAFFIX_DATA: data }
  const services = await startAll(demoServices({ data, ports }), { env, logs, stops, say, step })
  step.done('a target, a fleet of nodes and customers are running')
  return services
}

async function ours({ told, logs, progress, stops, say }) {
  const step = progress.step('services', 'starting')
  const services = await startServices({ env: told, logs, stops, say, step })
  step.done(`${services.map(service => service.name).join(', ')} are ready, logs in ${show(logs)}`)
  return services
}
