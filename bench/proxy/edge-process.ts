import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectBus } from '#bus/connect.ts'
import { fillDirectory, putDirectory } from '#bus/directory.ts'
import { freePort, startRedis } from '#bus/testing/redis.ts'
import { silentLog } from '#kit/log.ts'
import type { DirectoryEntry, DirectoryKind, EntryOf } from '#protocol/directory.ts'
import { end, program } from './processes.ts'

const root = join(import.meta.dirname, '../..')

export type Said = {
  [K in DirectoryKind]: { kind: K } & Omit<EntryOf<K>, 'kind' | 'revision' | 'gone'>
}[DirectoryKind]

/** Our edge, a process as in production, with a Redis of its own. What a hub would say to it this process says. */
export async function startEdgeProcess(o: {
  id: string
  allow: string
  execArgv?: string[]
  env?: Record<string, string>
  /** What is started in place of the edge's own main. */
  entry?: string
}) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-edge-'))
  const redis = await startRedis()
  const bus = await connectBus({ url: redis.url, log: silentLog(), name: 'bench' })
  const [socks, http, tunnel, ops] = [await freePort(), await freePort(), await freePort(), await freePort()]
  let revision = 0
  const numbered = (entry: Said): DirectoryEntry => ({ gone: false, ...entry, revision: ++revision })
  const account = randomUUID()
  const first = numbered({
    kind: 'account',
    id: account,
    standing: 'active',
    timeZone: 'UTC',
    limits: { dayBytes: null, monthBytes: null },
  })
  await fillDirectory(
    bus,
    (async function* () {
      yield [first]
    })(),
  )
  const edge = program(
    process.execPath,
    [...(o.execArgv ?? []), join(root, o.entry ?? 'proxy-edge/main.ts')],
    {
      ...{ REDIS_URL: redis.url, EDGE_ID: o.id, EDGE_DATA: join(dir, 'edge'), LOG_LEVEL: 'warn' },
      ...{ EDGE_ALLOW_TARGETS: o.allow, EDGE_SOCKS_PORT: String(socks), EDGE_HTTP_PORT: String(http) },
      ...{ EDGE_TUNNEL_PORT: String(tunnel), EDGE_OPS_PORT: String(ops) },
      ...o.env,
    },
  )
  const asks = (path: string) =>
    fetch(`http://127.0.0.1:${ops}${path}`).then(
      async it => (it.ok ? await it.text() : null),
      () => null,
    )
  for (let tries = 0; tries < 300 && (await asks('/ready')) === null; tries++) await sleep(50)
  return {
    ...{ dir, bus, account, edge, socksPort: socks, httpPort: http, tunnelPort: tunnel, opsPort: ops },
    put: (...entries: Said[]): Promise<unknown> => putDirectory(bus, entries.map(numbered)),
    /** It has heard of all that was put. */
    async knows(): Promise<void> {
      for (let tries = 0; tries < 400; tries++) {
        const known = /traffix_edge_directory_revision (\d+)/.exec((await asks('/metrics')) ?? '')?.[1]
        if (Number(known) >= revision) return
        await sleep(25)
      }
      throw new Error('the edge does not hear what it is told')
    },
    async stop(): Promise<void> {
      await end(edge)
      await bus.close()
      await redis.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
export type EdgeProcess = Awaited<ReturnType<typeof startEdgeProcess>>
