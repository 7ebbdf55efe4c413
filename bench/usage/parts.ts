import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort, startRedis } from '#bus/testing/redis.ts'
import { type Db, connectDb } from '#db/connect.ts'
import { migrate } from '#db/migrate.ts'
import { createTestServer } from '#db/testing/server.ts'
import { until } from '#db/testing/until.ts'
import { silentLog } from '#kit/log.ts'
import { type Main, spawnMain } from '#kit/testing/spawn-main.ts'
import type { Random } from '#wire/fuzz/random.ts'
import { withoutWorld } from '#hub/testing/without-world.ts'

export type EdgePart = { id: string; socksPort: number; tunnelPort: number; opsPort: number }
/** One that may be killed, and is back a moment later when `kill` returns, as whoever supervises it would have it. */
export type Part = { name: string; kill(): Promise<void> }

const root = join(import.meta.dirname, '../..')
/** Whoever supervises processes does not have them back at once. */
const backAfterMs = { least: 200, spread: 1_500 }

/** The whole system as processes of their own: a hub, edges, ledgers, a Redis that forgets and a PostgreSQL. */
export async function startParts(o: { edges: number; ledgers: number; target: number; random: Random }) {
  const log = silentLog()
  const folder = mkdtempSync(join(tmpdir(), 'traffix-usage-'))
  const redis = await startRedis()
  const postgres = await createTestServer()
  postgres.start()
  const db: Db = await connectDb({ url: postgres.url, log, name: 'soak', poolSize: 4 })
  await until('PostgreSQL is up', () => db.ping())
  await migrate({ url: postgres.url, log })
  const shared = { REDIS_URL: redis.url, DATABASE_URL: postgres.url, LOG_LEVEL: 'warn' }
  const faults: string[] = []
  let over = false
  async function back(begin: () => void | Promise<void>): Promise<void> {
    await pause(backAfterMs.least + o.random.int(backAfterMs.spread))
    if (!over) await begin()
  }

  async function processPart(name: string, entry: string, env: Record<string, string>, port: number) {
    let main: Main
    const begin = () => {
      main = spawnMain(join(root, entry), { env: { ...shared, ...env } })
      const own = main
      void own.ended.then(({ stdout, stderr }) => {
        // What is only that a part is away is expected; what is `error` about anything else is not.
        for (const line of `${stdout}\n${stderr}`.split('\n'))
          if (
            /"level":"(error|fatal)"/.test(line) &&
            !/is away|redis is|ECONNREFUSED|a timer failed/.test(line)
          )
            faults.push(`${name}: ${line.slice(0, 400)}`)
      })
    }
    begin()
    await until(`${name} is ready`, () => isReady(port))
    return {
      name,
      async kill() {
        main.child.kill('SIGKILL')
        await main.ended
        await back(begin)
      },
      async stop(): Promise<void> {
        main.child.kill('SIGTERM')
        await main.ended
      },
      get pid() {
        return main.child.pid!
      },
    }
  }

  const hubPort = await freePort()
  const hub = await processPart(
    'hub',
    'hub/main.ts',
    {
      ...withoutWorld,
      ...{ HUB_PORT: String(hubPort), TRAFFIX_SECRET: 'a'.repeat(48), TRAFFIX_DATA: join(folder, 'hub') },
    },
    hubPort,
  )
  const edges: (EdgePart & { part: Awaited<ReturnType<typeof processPart>> })[] = []
  for (let i = 1; i <= o.edges; i++) {
    const id = `edge-${i}`
    const [socksPort, httpPort, tunnelPort, opsPort] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ]
    const env = {
      ...{ EDGE_ID: id, EDGE_SOCKS_PORT: String(socksPort), EDGE_HTTP_PORT: String(httpPort) },
      ...{ EDGE_TUNNEL_PORT: String(tunnelPort), EDGE_OPS_PORT: String(opsPort) },
      ...{ EDGE_DATA: join(folder, id), EDGE_ALLOW_TARGETS: `127.0.0.1/32:${o.target}` },
    }
    const part = await processPart(id, 'proxy-edge/main.ts', env, opsPort)
    edges.push({ id, socksPort, tunnelPort, opsPort, part })
  }
  const ledgers: Awaited<ReturnType<typeof processPart>>[] = []
  for (let i = 1; i <= o.ledgers; i++) {
    const port = await freePort()
    ledgers.push(await processPart(`ledger-${i}`, 'ledger/main.ts', { LEDGER_OPS_PORT: String(port) }, port))
  }

  const servers: Part[] = [
    {
      name: 'redis',
      async kill() {
        await redis.kill()
        await back(() => redis.restart())
      },
    },
    {
      name: 'postgres',
      async kill() {
        await postgres.kill()
        await back(() => postgres.start())
      },
    },
  ]

  return {
    db,
    redis,
    edges,
    faults,
    parts: [hub, ...edges.map(it => it.part), ...ledgers, ...servers] satisfies Part[],
    /** What edges have not seen posted, in bytes on their disks; null: one does not answer. */
    async spooled(): Promise<number | null> {
      let sum = 0
      for (const { opsPort } of edges) {
        const text = await fetch(`http://127.0.0.1:${opsPort}/metrics`).then(
          it => it.text(),
          () => '',
        )
        const bytes = /^traffix_edge_usage_spool_bytes (\d+)$/m.exec(text)?.[1]
        if (bytes === undefined) return null
        sum += Number(bytes)
      }
      return sum
    },
    /** The edges serve; nobody is being killed meanwhile. */
    async settled(): Promise<void> {
      for (const { opsPort } of edges) await until('an edge is ready', () => isReady(opsPort))
    },
    async stop(): Promise<void> {
      over = true
      await Promise.all([hub, ...edges.map(it => it.part), ...ledgers].map(it => it.stop()))
      await db.close()
      await Promise.all([redis.stop(), postgres.remove()])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const isReady = (port: number) =>
  fetch(`http://127.0.0.1:${port}/ready`).then(
    it => it.ok,
    () => false,
  )
export type Parts = Awaited<ReturnType<typeof startParts>>
