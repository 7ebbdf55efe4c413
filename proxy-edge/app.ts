import { randomUUID } from 'node:crypto'
import { createClock } from '#bus/clock.ts'
import type { Bus } from '#bus/connect.ts'
import { forgetDoors, sayDoors } from '#bus/doors.ts'
import { createReportsSender } from '#bus/node-reports.ts'
import { createNodesSender } from '#bus/nodes.ts'
import { startHeartbeat } from '#bus/processes.ts'
import { createRadarSender } from '#bus/radar-sender.ts'
import { BusDown } from '#bus/bus-down.ts'
import { listenOps } from '#kit/listen-ops.ts'
import type { Log } from '#kit/log.ts'
import { createMetrics } from '#kit/metrics.ts'
import { createOps } from '#kit/ops.ts'
import { createSoon } from '#kit/soon.ts'
import { every } from '#kit/timers.ts'
import { watchVitals } from '#kit/vitals.ts'
import { Limits } from '#protocol/limits.ts'
import { anywhere } from '#protocol/routing.ts'
import { createChecks, type CheckTimes } from './checks/checks.ts'
import { doorsOf } from './checks/doors.ts'
import { createEcho } from './checks/echo.ts'
import type { EdgeConfig } from './config.ts'
import { createCredentials } from './doors/credentials.ts'
import { createGuests } from './doors/guests.ts'
import { createHttpDoor } from './doors/http.ts'
import { createSocksDoor } from './doors/socks.ts'
import { createStorms } from './doors/storms.ts'
import { createKnown } from './known/known.ts'
import { closeAll, listenOn } from './listen.ts'
import { createEdgeMetrics } from './metrics.ts'
import { startHandingOver } from './metering/hand-over.ts'
import { createMeter } from './metering/meter.ts'
import { openSpool } from './metering/spool.ts'
import { createRoutingIndex } from './routing/index.ts'
import { createPins } from './routing/pins.ts'
import { createChooser } from './sessions/choose.ts'
import { createEnded } from './sessions/ended.ts'
import { createLimits } from './sessions/limits.ts'
import { createSessions } from './sessions/sessions.ts'
import { tunnelCertificate } from './tunnels/certificate.ts'
import { createTunnelDoor } from './tunnels/door.ts'
import { createEnroller } from './tunnels/enrolling.ts'
import { createNodes } from './tunnels/nodes.ts'

export type Edge = {
  opsPort: number
  socksPort: number
  httpPort: number
  tunnelPort: number
  /** Of the tunnel's certificate. */
  pin: string
  stop(): Promise<void>
}

const sayDoorsMs = 3_000

/** It needs Redis only, and serves on without: PostgreSQL is never on the path of a connection. */
export async function createEdge({
  config,
  bus,
  log,
  drainMs = Limits.edgeDrainMs,
  makeMeter = createMeter,
  checkTimes = {},
}: {
  config: EdgeConfig
  bus: Bus
  log: Log
  drainMs?: number
  /** Another one is a measurement's. */
  makeMeter?: typeof createMeter
  checkTimes?: Partial<CheckTimes>
}): Promise<Edge> {
  const edge = config.EDGE_ID
  /** This life of it. */
  const epoch = randomUUID()
  const clock = createClock(bus, log)
  const now = () => clock.now()

  // What it knows, who is there, and what it tells of both.
  const certificate = await tunnelCertificate({
    folder: config.EDGE_DATA,
    certFile: config.EDGE_TLS_CERT,
    keyFile: config.EDGE_TLS_KEY,
  })
  const known = await createKnown(bus, { log })
  const said = createNodesSender(bus, { edge, clock })
  const nodes = createNodes({ known, said, now, log })
  // Somebody at a panel waits for a device that has just come, or for what was decided.
  const saySoon = createSoon(
    () => void said.flush().catch((err: unknown) => log.error({ err }, 'nodes were not said')),
    { afterMs: 20, eachMs: 250 },
  )
  nodes.onChange((_, what) => {
    if (what === 'online' || what === 'entry') saySoon.ask()
  })
  const radar = createRadarSender(bus, {
    ...{ edge, epoch, clock },
    onEmptied() {
      said.restate()
      sessions.restate()
      limits.restate()
      checks.restate()
    },
  })
  const ended = await createEnded(bus, { folder: config.EDGE_DATA, log })
  const spool = await openSpool({
    ...{ folder: config.EDGE_DATA, edge, epoch, bornAt: Date.now(), maxBytes: config.EDGE_SPOOL_BYTES, log },
  })
  const meter = makeMeter({
    ...{ spool, alarmBytes: config.EDGE_SPOOL_BYTES * Limits.usageSpoolAlarmShare, now, log },
  })
  const handingOver = startHandingOver({ bus, edge, spool, log })
  const limits = createLimits({ bus, edge, epoch, now, account: id => known.account(id) })
  const index = createRoutingIndex(nodes, { now })
  const chooser = createChooser({ index, pins: createPins(bus, { now }), nodes, now })

  const registry = createMetrics({ kind: 'proxy-edge' })
  const figures = createEdgeMetrics(registry, {
    guests: () => guests.size,
    strangers: () => tunnels.strangers,
    tunnels: () => tunnels.tunnels,
    nodes: () => nodes.count,
    carrying: () => index.fitting(anywhere),
    sessions: () => sessions.size,
    waiting: () => ended.waiting,
    spool,
    unwritten: () => meter.unwritten,
    handed: () => handingOver.handed,
    revision: () => known.revision,
  })
  const sessions = createSessions({
    ...{
      edge,
      bus,
      known,
      nodes,
      chooser,
      limits,
      radar,
      ended,
      meter,
      now,
      allowed: config.EDGE_ALLOW_TARGETS,
    },
    onOpened: () => figures.opened.inc(),
    onEnded(why, up, down) {
      figures.ended.inc({ why })
      figures.bytes.inc({ direction: 'up' }, up)
      figures.bytes.inc({ direction: 'down' }, down)
    },
    onRefused: code => figures.refused.inc({ code }),
    onRetried: () => figures.retried.inc(),
  })

  // The doors
  const ops = createOps({
    ready: { redis: () => bus.ping(), directory: () => known.whole },
    registry,
    token: config.METRICS_TOKEN,
  })
  const opsServer = await listenOps({
    host: config.EDGE_OPS_HOST,
    port: config.EDGE_OPS_PORT,
    variables: { host: 'EDGE_OPS_HOST', port: 'EDGE_OPS_PORT' },
    ops,
    log,
  })
  const enroller = await createEnroller({ bus, known, edge })
  const echo = createEcho()
  const tunnels = createTunnelDoor({
    ...{ certificate, known, nodes, enroller, echo: echo.take, log },
    onHello: result => figures.hellos.inc({ result }),
  })
  const guests = createGuests()
  const door = {
    known,
    credentials: createCredentials(known),
    storms: createStorms({ now }),
    guests,
    sessions,
    log,
  }
  const on = (port: number, variable: string) => ({
    hosts: config.EDGE_HOST,
    port,
    variables: { host: 'EDGE_HOST', port: variable },
  })
  const tunnel = await listenOn(tunnels.server, on(config.EDGE_TUNNEL_PORT, 'EDGE_TUNNEL_PORT'))
  const socks = await listenOn(() => createSocksDoor(door), on(config.EDGE_SOCKS_PORT, 'EDGE_SOCKS_PORT'))
  const http = await listenOn(() => createHttpDoor(door), on(config.EDGE_HTTP_PORT, 'EDGE_HTTP_PORT'))
  const publicHost = config.EDGE_PUBLIC_HOST ?? config.EDGE_HOST[0] ?? ''
  const checks = createChecks({
    ...{ edge, nodes, echo, now, log, times: checkTimes },
    ...{ place: config.EDGE_PLACE, rebindingName: config.EDGE_REBINDING_NAME ?? null },
    reports: createReportsSender(bus, { log }),
    doors: visit => doorsOf(publicHost, visit.tunnel, tunnel.port),
    onMeasured: fault => figures.measured.inc({ result: fault ?? 'ok' }),
    onTested: result => figures.tested.inc({ result }),
  })
  const servers = [...tunnel.servers, ...socks.servers, ...http.servers]
  for (const server of servers) server.on('error', err => log.error({ err }, 'a door'))

  // Each second, and twice in it
  let half = false
  async function beat(): Promise<void> {
    half = !half
    sessions.countAll()
    if (half) await meter.write(null)
    else await second()
    await sessions.holdLimits()
  }
  /** Counts are on the disk before anybody is told of them. */
  async function second(write = meter.write): Promise<void> {
    await write(radar.take())
    radar.say().catch((err: unknown) => log.error({ err }, 'radar was not said'))
    await said.flush()
    await sessions.second()
  }
  const stopBeats = every(Limits.meterMs, beat, { log })
  async function tellDoors(): Promise<void> {
    try {
      await sayDoors(bus, {
        ...{
          id: edge,
          region: config.EDGE_REGION,
          host: publicHost,
        },
        ...{ socksPort: socks.port, httpPort: http.port, tunnelPort: tunnel.port, pin: certificate.pin },
      })
    } catch (err) {
      if (!(err instanceof BusDown)) throw err
    }
  }
  await tellDoors()
  const stopTelling = every(sayDoorsMs, tellDoors, { log, unref: true })
  const vitals = watchVitals()
  const heartbeat = startHeartbeat(bus, {
    ...{
      kind: 'proxy-edge',
      id: edge,
      region: config.EDGE_REGION,
      needs: () => ({ redis: bus.up }),
      vitals,
      log,
    },
  })

  let stopped: Promise<void> | undefined
  return {
    opsPort: opsServer.port,
    socksPort: socks.port,
    httpPort: http.port,
    tunnelPort: tunnel.port,
    pin: certificate.pin,
    stop: () => (stopped ??= stop()),
  }

  async function stop(): Promise<void> {
    ops.setStopping()
    await heartbeat.setStopping()
    await stopTelling()
    await forgetDoors(bus, edge).catch(() => {})
    await checks.rest()
    closeAll(servers)
    tunnels.leave()
    await sessions.drain(drainMs)
    guests.closeAll()
    tunnels.close()
    enroller.stop()
    nodes.stop()
    saySoon.stop()
    await checks.stop()
    await stopBeats()
    // The last words: how the sessions ended and what they carried, and that the nodes went.
    sessions.countAll()
    await second(meter.end)
    await handingOver.stop()
    sessions.stop()
    index.stop()
    await known.stop()
    await clock.stop()
    await opsServer.stop()
    await heartbeat.stop()
    vitals.stop()
  }
}
