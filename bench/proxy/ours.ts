import { createHash, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hearEnroll } from '#bus/enrolling.ts'
import { eventually } from '#bus/testing/eventually.ts'
import type { Place } from '#protocol/directory.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import type { Contender } from './contenders.ts'
import { startEdgeProcess } from './edge-process.ts'
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
  edgeEntry?: string
}) {
  const allow = `127.0.0.1/32:${o.targetPort}`
  const edge = await startEdgeProcess({
    id: 'bench',
    allow,
    execArgv: o.execArgv ?? [],
    env: o.env ?? {},
    ...(o.edgeEntry && { entry: o.edgeEntry }),
  })
  const { dir, bus, account, httpPort, tunnelPort, opsPort } = edge
  const none = { maxConnections: null, dayBytes: null, monthBytes: null, bytesPerSecond: null }
  const known = new Set<string>()
  await hearEnroll(bus, ask => {
    if (known.has(ask.publicKey)) return
    known.add(ask.publicKey)
    void edge.put({
      ...{ kind: 'node', id: randomUUID(), publicKey: ask.publicKey, provider: account, name: 'bench' },
      ...{ status: 'approved', policy: defaultPolicy, place: nowhere, score: null, verdict: null },
    })
  })
  await edge.put(
    {
      ...{ kind: 'proxyUser', id: randomUUID(), account, login: 'bench', secret: sha256(password) },
      ...{ allowIps: [], limits: none, enabled: true },
    },
    {
      ...{ kind: 'enrollment', id: randomUUID(), code: sha256('BENCH') },
      ...{ expiresAt: Date.now() + 86_400_000, usesLeft: 100_000 },
    },
  )
  await edge.knows()
  const codes = join(dir, 'codes.json')
  writeFileSync(codes, JSON.stringify({ enrollments: [{ code: 'BENCH', place: nowhere }] }))
  const agentArgs = ['--edge', `127.0.0.1:${tunnelPort}`, '--allow', allow]
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
  const root = join(import.meta.dirname, '../..')
  const agent = program(process.execPath, [...(o.execArgv ?? []), join(root, entry), ...args], o.env)
  async function metric(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text()
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  }
  await eventually(async () => {
    const carrying = await metric('traffix_edge_nodes_carrying')
    if (carrying < o.nodes) throw new Error(`${carrying} of ${o.nodes} nodes carry`)
  })
  return {
    name: 'ours',
    socks: { port: edge.socksPort, username: 'bench', password },
    pids: [edge.edge.pid!, agent.pid!],
    edgePid: edge.edge.pid!,
    agentPid: agent.pid!,
    ...{ httpPort, tunnelPort, opsPort, bus },
    metric,
    async stop() {
      await end(agent)
      await edge.stop()
    },
  } satisfies Contender & Record<string, unknown>
}
