import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bus } from '#bus/connect.ts'
import { readProcesses } from '#bus/processes.ts'
import { freePort, startRedis, type TestRedis } from '#bus/testing/redis.ts'
import { createTestDatabase, type TestDatabase } from '#db/testing/database.ts'
import { until } from '#db/testing/until.ts'
import { type Main, spawnMain } from '#kit/testing/spawn-main.ts'
import { withoutWorld } from '#hub/testing/without-world.ts'

export type Hubs = {
  url: string
  secret: string
  redis: TestRedis
  database: TestDatabase
  stop(): Promise<void>
}

const main = fileURLToPath(import.meta.resolve('#hub/main.ts'))

/** The hub as it is run: several processes under their supervisor, with a database and a Redis of their own. */
export async function startHubs(o: { processes: number; redisArgs: string[] }): Promise<Hubs> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-hubs-'))
  const secret = randomBytes(32).toString('hex')
  const database = await createTestDatabase()
  const redis = await startRedis({ args: o.redisArgs })
  const run = (port: number): Main =>
    spawnMain(main, {
      env: {
        HUB_PORT: String(port),
        HUB_PROCESSES: String(o.processes),
        // Every reader comes from an address of its own, as readers do.
        HUB_TRUSTED_PROXIES: '1',
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        TRAFFIX_SECRET: secret,
        ...withoutWorld,
        TRAFFIX_DATA: dataDir,
        LOG_LEVEL: 'error',
      },
    })
  const port = await freePort()
  const hubs = run(port)
  const url = `http://127.0.0.1:${port}`

  async function stop() {
    hubs.child.kill('SIGTERM')
    await hubs.ended
    await database.drop()
    await redis.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await until('the hubs are ready', async () => {
      if (hubs.child.exitCode !== null) throw new Error(`the hubs ended: ${(await hubs.ended).stderr}`)
      return (await listening(url)) === o.processes
    })
  } catch (error) {
    await stop()
    throw error
  }
  return { url, secret, redis, database, stop }
}

/** How many of the processes take connections: one that is still starting would leave them all to the others. */
async function listening(url: string): Promise<number> {
  try {
    const figures = await (await fetch(`${url}/metrics`)).text()
    return figures.match(/^traffix_hub_sockets\{/gm)?.length ?? 0
  } catch {
    return 0
  }
}

/** The hub processes that live, as they tell of themselves on the bus. */
export async function hubProcesses(bus: Bus): Promise<number[]> {
  const known = await readProcesses(bus).catch(() => [])
  return known.filter(one => one.kind === 'hub' && isAlive(one.pid)).map(one => one.pid)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
