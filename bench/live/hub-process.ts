import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connectBus } from '#bus/connect.ts'
import { onProcess } from '#bus/processes.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { createTestDatabase } from '#db/testing/database.ts'
import { silentLog } from '#kit/log.ts'
import type { ProcessSign } from '#protocol/process.ts'
import { withoutWorld } from '#hub/testing/without-world.ts'

const secret = 'a secret for tests only, 32 chars or more'
const root = join(import.meta.dirname, '../..')
/** Only tells a hang from a slow machine. */
const startMs = 60_000

export type HubProcess = Awaited<ReturnType<typeof startHubProcess>>

/** `hub/main.ts` as it is run, with a database and a Redis of its own; it can be killed and started again. */
export async function startHubProcess({ args = [] as string[] } = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-hub-'))
  const logFile = join(dataDir, 'hub.log')
  const out = createWriteStream(logFile, { flags: 'a' })
  const database = await createTestDatabase()
  const redis = await startRedis()
  const bus = await connectBus({ url: redis.url, log: silentLog(), name: 'bench' })
  const port = await quietPort()
  const signs: ProcessSign[] = []
  const unwatch = await onProcess(bus, sign => {
    if (sign.kind === 'hub' && sign.pid === child?.pid) signs.push(sign)
  })
  let child: ChildProcess | undefined

  async function start() {
    const { PATH } = process.env
    child = spawn(process.execPath, [...args, join(root, 'hub/main.ts')], {
      cwd: root,
      env: {
        PATH,
        HUB_PORT: String(port),
        HUB_TRUSTED_PROXIES: '1',
        DATABASE_URL: database.url,
        REDIS_URL: redis.url,
        TRAFFIX_SECRET: secret,
        ...withoutWorld,
        TRAFFIX_DATA: dataDir,
        LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout!.pipe(out, { end: false })
    child.stderr!.pipe(out, { end: false })
    const deadline = performance.now() + startMs
    while (!(await listens())) {
      if (child.exitCode !== null) throw new Error(`the hub did not start: see ${logFile}`)
      if (performance.now() > deadline) throw new Error('the hub is not ready')
      await pause(20)
    }
  }
  /** Not `/ready`, which asks PostgreSQL: what that is asked is counted by some who call this. */
  const listens = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      async answer => (await answer.text()) !== '' && answer.ok,
      () => false,
    )

  async function end(signal: 'SIGTERM' | 'SIGKILL') {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }

  await start()
  return {
    port,
    secret,
    bus,
    redis,
    database,
    /** What it has said of itself since the last look. */
    takeSigns: () => signs.splice(0),
    start,
    end,
    /** A figure of its `/metrics`. */
    async metric(name: string): Promise<number> {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      const line = text.split('\n').find(it => it.startsWith(`${name} `) || it.startsWith(`${name}{`))
      return Number(line?.slice(line.lastIndexOf(' ') + 1) ?? Number.NaN)
    },
    async stop() {
      await end('SIGTERM')
      unwatch()
      await bus.close()
      await database.drop()
      await redis.stop()
      out.end()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/**
 * A port below those that the kernel gives to clients: while the hub is away ten thousand of them knock, and one that
 * is given the very port it knocks at would connect to itself.
 */
async function quietPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000)
    const server = createServer().listen(port, '127.0.0.1')
    const free = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]).catch(() => false)
    if (!free) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
