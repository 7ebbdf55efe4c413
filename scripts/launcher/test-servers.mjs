// A PostgreSQL and the way to run a Redis, for tests: in a folder that goes when they end.
import fs from 'node:fs'
import path from 'node:path'
import { alive } from './parents.mjs'
import { root } from './paths.mjs'
import { tryPort } from './ports.mjs'
import { endStalePostgres, startPostgres, throwaway } from './postgres.mjs'
import { findRedis } from './redis.mjs'

const place = path.join(root, '.data/test')

/** The variables through which tests find them. */
export async function testServers({ progress, stops }) {
  const step = progress.step('servers', 'a PostgreSQL and a Redis for the tests')
  await sweep()
  const data = path.join(place, String(process.pid))
  fs.mkdirSync(data, { recursive: true, mode: 0o711 })
  stops.add('test data', () => fs.rmSync(data, { recursive: true, force: true }))
  const { port } = await tryPort(0)
  const { url } = await startPostgres({
    dir: path.join(data, 'postgres'),
    port,
    password: 'test',
    logs: path.join(data, 'logs'),
    settings: throwaway,
    stops,
    say: text => progress.line(`  ${text}`),
  })
  const redis = await findRedis({ stops, step })
  step.done(`PostgreSQL on 127.0.0.1:${port}, Redis ${redis.version} from ${redis.from}`)
  return {
    TEST_DATABASE_URL: url,
    TEST_REDIS_SERVER: JSON.stringify({ command: redis.file, env: redis.env }),
  }
}

/** What a killed run left behind. */
async function sweep() {
  if (!fs.existsSync(place)) return
  for (const name of fs.readdirSync(place)) {
    if (!/^\d+$/.test(name) || alive(Number(name))) continue
    await endStalePostgres(path.join(place, name, 'postgres'))
    fs.rmSync(path.join(place, name), { recursive: true, force: true })
  }
}
