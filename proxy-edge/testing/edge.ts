import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bus, connectBus } from '#bus/connect.ts'
import { fillDirectory, putDirectory } from '#bus/directory.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { silentLog } from '#kit/log.ts'
import type { DirectoryEntry, DirectoryKind, EntryOf, Place, ProxyLimits } from '#protocol/directory.ts'
import { defaultPolicy } from '#protocol/policy.ts'
import { createEdge, type Edge } from '../app.ts'
import type { CheckTimes } from '../checks/checks.ts'
import { edgeConfig } from '../config.ts'
import { type Device, type DeviceKey, type Handler, makeKey, startDevice } from './device.ts'

export const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url')
export const noLimits: ProxyLimits = {
  maxConnections: null,
  dayBytes: null,
  monthBytes: null,
  bytesPerSecond: null,
}
export const newYork: Place = { country: 'us', city: 'New York', lat: 40.7, lon: -74, asn: 7922 }
export const password = 'a-password-of-24-letters'

/** A real edge on free ports with a real Redis; the test is the hub that tells it what there is. */
export async function startEdge(
  o: { env?: Record<string, string>; drainMs?: number; checkTimes?: Partial<CheckTimes> } = {},
) {
  const redis = await startRedis()
  const folder = await mkdtemp(join(tmpdir(), 'test-edge-'))
  const log = silentLog()
  const hub = await connectBus({ url: redis.url, log, name: 'hub' })
  let revision = 0
  const entries = new Map<string, DirectoryEntry>()
  /** As a newer word than all before. */
  async function put<K extends DirectoryKind>(
    entry: { kind: K } & Omit<EntryOf<K>, 'kind' | 'revision' | 'gone'> & { gone?: boolean },
  ): Promise<EntryOf<K>> {
    const whole = { gone: false, ...entry, revision: ++revision } as unknown as EntryOf<K>
    entries.set(whole.id, whole)
    await putDirectory(hub, [whole])
    return whole
  }
  const fill = (bus: Bus = hub) =>
    fillDirectory(
      bus,
      (async function* () {
        yield [...entries.values()]
      })(),
    )

  const account = await put({
    kind: 'account',
    id: randomUUID(),
    standing: 'active',
    timeZone: 'UTC',
    limits: { dayBytes: null, monthBytes: null },
  })
  await fill()
  const config = edgeConfig({
    ...{ EDGE_ID: 'edge-t', EDGE_REGION: 'eu', REDIS_URL: redis.url, EDGE_DATA: folder },
    ...{ EDGE_OPS_PORT: '0', EDGE_SOCKS_PORT: '0', EDGE_HTTP_PORT: '0', EDGE_TUNNEL_PORT: '0' },
    ...{ EDGE_ALLOW_TARGETS: '127.0.0.1/32,::1/128', ...o.env },
  })
  const buses: Bus[] = []
  async function start(): Promise<Edge> {
    const bus = await connectBus({ url: redis.url, log, name: 'edge-t' })
    buses.push(bus)
    return createEdge({
      config,
      bus,
      log,
      drainMs: o.drainMs ?? 200,
      ...(o.checkTimes && { checkTimes: o.checkTimes }),
    })
  }
  let edge = await start()
  let stopped = false
  const devices: Device[] = []

  const scene = {
    redis,
    hub,
    config,
    account,
    put,
    fill,
    get edge() {
      return edge
    },
    async restart(): Promise<void> {
      await edge.stop()
      edge = await start()
    },
    user: (more: Partial<EntryOf<'proxyUser'>> = {}) =>
      put({
        ...{
          kind: 'proxyUser',
          id: randomUUID(),
          account: account.id,
          login: 'ann',
          secret: hashOf(password),
        },
        ...{ allowIps: [], limits: noLimits, enabled: true, ...more },
      }),
    node: (key: DeviceKey, more: Partial<EntryOf<'node'>> = {}) =>
      put({
        ...{
          kind: 'node',
          id: randomUUID(),
          publicKey: key.publicKey,
          provider: account.id,
          name: 'a phone',
        },
        ...{ status: 'approved', policy: defaultPolicy, place: newYork, score: null, verdict: null, ...more },
      }),
    /** An approved node with a tunnel, ready to carry. */
    async device(more: Partial<EntryOf<'node'>> & { handler?: Handler; key?: DeviceKey } = {}) {
      const { handler, key = makeKey(), ...entry } = more
      const node = await scene.node(key, entry)
      await scene.knows(node)
      const device = await startDevice({ port: edge.tunnelPort, key, ...(handler && { handler }) })
      devices.push(device)
      await device.hears('welcome')
      return { device, node }
    },
    /** The edge has heard of it: it says so by its figures, since nothing else asks for a node. */
    async knows(entry: DirectoryEntry): Promise<void> {
      await eventually(async () => {
        const text = await (await fetch(`http://127.0.0.1:${edge.opsPort}/metrics`)).text()
        const known = /traffix_edge_directory_revision (\d+)/.exec(text)?.[1]
        if (Number(known) < entry.revision) throw new Error(`it knows ${known}`)
      })
    },
    track: (device: Device) => devices.push(device),
    async stop(): Promise<void> {
      if (stopped) return
      stopped = true
      for (const device of devices) device.socket.destroy()
      await edge.stop()
      await Promise.all([hub.close(), ...buses.map(it => it.close())])
      await redis.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return scene
}
export type EdgeScene = Awaited<ReturnType<typeof startEdge>>
