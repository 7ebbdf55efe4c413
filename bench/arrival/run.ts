import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connectBus } from '#bus/connect.ts'
import { writeWorld } from '#hub/geo/made-world.ts'
import { testWorld } from '#hub/geo/testing/world.ts'
import { startTestHub } from '#hub/testing/hub.ts'
import { openSocket } from '#hub/testing/socket.ts'
import { silentLog } from '#kit/log.ts'
import { type Agent, createAgent } from '#node-agent/agent.ts'
import { createDial } from '#node-agent/dial/dial.ts'
import { createJudge } from '#node-agent/dial/judge.ts'
import { memoryStore, noRules } from '#node-agent/testing/agent.ts'
import { handDevice } from '#node-agent/testing/device.ts'
import type { Node } from '#protocol/rest/nodes.ts'
import { applyNodes, type NodesView, readNodes } from '#protocol/live/nodes.ts'
import { applyUsage, type UsageSnapshot } from '#protocol/live/usage.ts'
import { createEdge } from '#proxy-edge/app.ts'
import { edgeConfig } from '#proxy-edge/config.ts'
import { parseAllowList } from '#wire/addresses/lists.ts'
import { dial } from '../proxy/dial.ts'

export type Arrival = {
  /** From its first byte to the admin's list, and to the list with place, verdict and score. */
  seenMs: number
  factsMs: number
  /** From the click to a customer's byte through it. */
  carriesMs: number
  /** From that byte's way back to the customer's figures. */
  toldMs: number
  /** From the click to the end of a connection that was open, and what a new one is told then. */
  cutMs: number
  refused: string
  node: Node
}
/** Where each device is: one after the other, round again. */
const homes = [
  { network: '127.20.0', timeZone: 'Europe/Berlin' },
  { network: '127.21.0', timeZone: 'Asia/Tashkent' },
  { network: '127.30.0', timeZone: 'Europe/Berlin' },
] as const
const eachTryMs = 5
const spreadMs = 389
const word = 'hello'

/**
 * Devices that come one after the other: real agents, a real edge, a real hub, an operator at a socket who lets each
 * carry and takes it out again, and a customer who holds a connection through it.
 */
export async function runArrivals({ devices }: { devices: number }): Promise<Arrival[]> {
  const folder = await mkdtemp(join(tmpdir(), 'traffix-arrival-'))
  const world = await writeWorld(folder, testWorld)
  const hub = await startTestHub({ env: { GEOIP_CITY_DB: world.cityPath, GEOIP_ASN_DB: world.asnPath } })
  const log = silentLog()
  const bus = await connectBus({ url: hub.redis.url, log, name: 'edge' })
  const target = createServer(socket => void socket.on('error', () => {}).pipe(socket)).listen(0, '127.0.0.1')
  await once(target, 'listening')
  const { port } = target.address() as AddressInfo
  const edge = await createEdge({
    config: edgeConfig({
      ...{ EDGE_ID: 'edge-1', REDIS_URL: hub.redis.url, EDGE_DATA: join(folder, 'edge') },
      ...{ EDGE_OPS_PORT: '0', EDGE_SOCKS_PORT: '0', EDGE_HTTP_PORT: '0', EDGE_TUNNEL_PORT: '0' },
      ...{ EDGE_ALLOW_TARGETS: `127.0.0.1/32:${port}` },
    }),
    ...{ bus, log, drainMs: 100 },
  })
  const agents: Agent[] = []

  const admin = await hub.signedIn('admin')
  const customer = await hub.signedIn('client')
  const made = await customer.post('/api/proxy-users', { login: 'ann' })
  const provider = (await admin.post('/api/providers', { name: 'Homes' })).body.provider.id
  const { code } = (await admin.post('/api/enrollments', { provider, maxUses: devices })).body
  const nodes = await listen(hub.url, admin.cookie, 'nodes', readNodes, applyNodes)
  const usageTopic = `usage:${customer.user.account!.id}`
  const usage = await listen(hub.url, customer.cookie, usageTopic, (it: UsageSnapshot) => it, applyUsage)
  let carried = 0

  function join_(n: number): Agent {
    const judge = createJudge(parseAllowList(`127.0.0.1/32:${port}`))
    const { network, timeZone } = homes[n % homes.length]!
    const from = `${network}.${1 + n}`
    const resolve = () => ({ v4: Promise.resolve([]), v6: Promise.resolve([]) })
    const agent = createAgent({
      ...{ edge: { host: '127.0.0.1', port: edge.tunnelPort }, pin: edge.pin, enrollment: code },
      ...{
        store: memoryStore(),
        own: noRules,
        device: Object.assign(handDevice(), { timeZone }),
        from,
        tell() {},
      },
      dial: createDial({ judge, resolve, from }),
    })
    agents.push(agent)
    return agent
  }
  async function through(received: () => void): Promise<Socket> {
    const socks = { port: edge.socksPort, username: 'ann', password: made.body.password as string }
    const socket = await dial({ socks, targetPort: port }, received)
    socket.on('error', () => {})
    return socket
  }

  async function arrive(n: number): Promise<Arrival> {
    const cameAt = performance.now()
    const agent = join_(n)
    const row = (fits: (it: LiveRow) => boolean) =>
      nodes.until(view => {
        const id = agent.view().node
        return id !== null && [...view.nodes.values()].some(it => it.id === id && fits(it))
      })
    await row(() => true)
    const seenMs = performance.now() - cameAt
    await row(it => it.verdict !== null && it.score !== null && it.country !== null)
    const factsMs = performance.now() - cameAt
    const id = agent.view().node!
    const { node } = (await admin.get(`/api/nodes/${id}`)).body as { node: Node }

    const approvedAt = performance.now()
    await admin.post(`/api/nodes/${id}/approve`, {})
    const echoed = Promise.withResolvers<void>()
    let socket: Socket | null = null
    while (!socket) socket = await through(echoed.resolve).catch(() => pause(eachTryMs, null))
    socket.write(word)
    await echoed.promise
    const backAt = performance.now()
    const carriesMs = backAt - approvedAt
    carried += 2 * word.length
    await usage.until(({ flow }) => [...flow.up, ...flow.down].reduce((sum, it) => sum + it, 0) >= carried)
    const toldMs = performance.now() - backAt

    const closed = new Promise<void>(go => socket.once('close', () => go()))
    const suspendedAt = performance.now()
    await Promise.all([admin.post(`/api/nodes/${id}/suspend`, {}), closed])
    const cutMs = performance.now() - suspendedAt
    const refused = await through(() => {}).then(
      it => (it.destroy(), 'nothing'),
      (err: Error) => err.message,
    )
    return { seenMs, factsMs, carriesMs, toldMs, cutMs, refused, node }
  }

  try {
    const arrivals: Arrival[] = []
    for (let n = 0; n < devices; n++) {
      // What is told each second would lead them all to come at the same moment of it.
      await pause((n * spreadMs) % 1_000)
      arrivals.push(await arrive(n))
    }
    return arrivals
  } finally {
    nodes.close()
    usage.close()
    await Promise.all(agents.map(it => it.stop()))
    await edge.stop()
    await bus.close()
    target.close()
    await hub.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

type LiveRow = NodesView['nodes'] extends Map<number, infer R> ? R : never

/** Somebody's own view of a topic, as a page holds it. */
async function listen<Snapshot, Delta, View>(
  url: string,
  cookie: string,
  topic: string,
  read: (snapshot: Snapshot) => View,
  apply: (view: View, delta: Delta) => View,
) {
  const socket = await openSocket(url, { cookie })
  await socket.command({ do: 'subscribe', topic })
  const first = await socket.next(it => 'snapshot' in it)
  let view = read(first['snapshot'] as Snapshot)
  return {
    async until(fits: (view: View) => boolean): Promise<void> {
      while (!fits(view)) {
        const next = await socket.next(it => 'delta' in it || 'snapshot' in it)
        view = 'delta' in next ? apply(view, next['delta'] as Delta) : read(next['snapshot'] as Snapshot)
      }
    },
    close: () => socket.close(),
  }
}
