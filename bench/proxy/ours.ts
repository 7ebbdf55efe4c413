import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectBus } from '#bus/connect.ts'
import { fillDirectory, putDirectory } from '#bus/directory.ts'
import { hearEnroll } from '#bus/enrolling.ts'
import { freePort, startRedis } from '#bus/testing/redis.ts'
import { silentLog } from '#kit/log.ts'
import type { DirectoryEntry, Place } from '#protocol/directory.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import type { Contender } from './contenders.ts'
import { end, program } from './processes.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')
const nowhere: Place = { country: 'us', city: 'New York', lat: 40.7, lon: -74, asn: 7922 }
const password = 'bench-password'

/**
 * Our edge and our agents, each a process as in production. What a hub would say to the edge this process says: one
 * account, one proxy user, and every device that asks is a node.
 */
export async function ours(o: {
  nodes: number
  targetPort: number
  execArgv?: string[]
  env?: Record<string, string>
}) {
  const dir = mkdtempSync(join(tmpdir(), 'bench-edge-'))
  const redis = await startRedis()
  const log = silentLog()
  const bus = await connectBus({ url: redis.url, log, name: 'bench' })
  const allow = `127.0.0.1/32:${o.targetPort}`
  const [socks, http, tunnel, ops] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const account = randomUUID()
  const proxyUser = randomUUID()
  const none = { maxConnections: null, dayBytes: null, monthBytes: null, bytesPerSecond: null }
  const entries: DirectoryEntry[] = [
    { kind: 'account', id: account, revision: 1, gone: false, standing: 'active' },
    {
      ...{
        kind: 'proxyUser',
        id: proxyUser,
        revision: 1,
        gone: false,
        account,
        login: 'bench',
        secret: sha256(password),
      },
      ...{ allowIps: [], limits: none, enabled: true },
    },
    {
      ...{ kind: 'enrollment', id: randomUUID(), revision: 1, gone: false, code: sha256('BENCH') },
      ...{ expiresAt: Date.now() + 86_400_000, usesLeft: 100_000 },
    },
  ]
  const known = new Set<string>()
  await hearEnroll(bus, ask => {
    if (known.has(ask.publicKey)) return
    known.add(ask.publicKey)
    void putDirectory(bus, [
      {
        ...{
          kind: 'node',
          id: randomUUID(),
          revision: 1,
          gone: false,
          publicKey: ask.publicKey,
          provider: account,
        },
        ...{ name: 'bench', status: 'approved', policy: defaultPolicy, place: nowhere, score: null },
      },
    ])
  })
  await fillDirectory(
    bus,
    (async function* () {
      yield entries
    })(),
  )
  const root = join(import.meta.dirname, '../..')
  const edge = program(process.execPath, [...(o.execArgv ?? []), join(root, 'proxy-edge/main.ts')], {
    ...{
      REDIS_URL: redis.url,
      EDGE_ID: 'bench',
      EDGE_DATA: join(dir, 'edge'),
      EDGE_ALLOW_TARGETS: allow,
      LOG_LEVEL: 'warn',
    },
    ...{
      EDGE_SOCKS_PORT: String(socks),
      EDGE_HTTP_PORT: String(http),
      EDGE_TUNNEL_PORT: String(tunnel),
      EDGE_OPS_PORT: String(ops),
    },
    ...o.env,
  })
  const codes = join(dir, 'codes.json')
  writeFileSync(codes, JSON.stringify({ enrollments: [{ code: 'BENCH', place: nowhere }] }))
  const agentArgs = ['--edge', `127.0.0.1:${tunnel}`, '--allow', allow]
  const one = ['node-agent/main.ts', ...agentArgs, '--enroll', 'BENCH', '--state', join(dir, 'agent')]
  const many = [
    'node-agent/fleet/main.ts',
    ...agentArgs,
    '--nodes',
    String(o.nodes),
    '--codes',
    codes,
    '--state',
    join(dir, 'fleet'),
    ...['--churn', '0', '--speed', '0'],
  ]
  const [entry = '', ...args] = o.nodes === 1 ? one : many
  for (let tries = 0; tries < 300 && !(await ready(ops)); tries++) await sleep(50)
  const agent = program(process.execPath, [...(o.execArgv ?? []), join(root, entry), ...args], o.env)
  for (let tries = 0; tries < 600 && known.size < o.nodes; tries++) await sleep(50)
  await sleep(1_000) // the last ones are being welcomed
  return {
    name: 'ours',
    socks: { port: socks, username: 'bench', password },
    pids: [edge.pid!, agent.pid!],
    edgePid: edge.pid!,
    agentPid: agent.pid!,
    httpPort: http,
    tunnelPort: tunnel,
    opsPort: ops,
    bus,
    async metric(name: string): Promise<number> {
      const text = await (await fetch(`http://127.0.0.1:${ops}/metrics`)).text()
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
    },
    async stop() {
      await end(agent)
      await end(edge)
      await bus.close()
      await redis.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  } satisfies Contender & Record<string, unknown>
}

const ready = (port: number) =>
  fetch(`http://127.0.0.1:${port}/ready`).then(
    it => it.ok,
    () => false,
  )
