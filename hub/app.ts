import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Bus } from '#bus/connect.ts'
import { createEventLog } from '#bus/log.ts'
import type { Db } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'
import type { Metrics } from '#kit/metrics.ts'
import type { Ops } from '#kit/ops.ts'
import { version } from '#kit/version.ts'
import type { HubConfig } from './config.ts'
import type { DoorDeps } from './door/deps.ts'
import { createDoorLimits } from './door/limits.ts'
import { createPasswords } from './door/passwords.ts'
import { createPrincipals } from './door/principals.ts'
import { createRegistration } from './door/registration.ts'
import { createSessions } from './door/sessions.ts'
import { createSignIn } from './door/sign-in.ts'
import { createTokens } from './door/tokens.ts'
import { createGuard } from './http/guard.ts'
import { listen } from './http/listen.ts'
import { mountOps } from './http/mount-ops.ts'
import { describeApi } from './http/openapi.ts'
import { createOrigins } from './http/origin.ts'
import { mountRoutes } from './http/routes.ts'
import { mountSpa } from './http/static.ts'
import { createUnderway } from './http/underway.ts'
import { createMailer } from './mail/mailer.ts'
import { createPresence } from './live/presence.ts'
import { createHubMetrics } from './metrics.ts'
import { startEnrolling } from './directory/enrolling.ts'
import { startKeeper } from './directory/keeper.ts'
import { createGeo } from './geo/geo.ts'
import { placesOf } from './geo/places-of.ts'
import { accountRoutes } from './rest/accounts.ts'
import { authRoutes } from './rest/auth.ts'
import { edgeRoutes } from './rest/edges.ts'
import { enrollmentRoutes } from './rest/enrollments.ts'
import { geoRoutes } from './rest/geo.ts'
import { nodeRoutes } from './rest/nodes.ts'
import { providerRoutes } from './rest/providers.ts'
import { profileRoutes } from './rest/profile.ts'
import { createRaiseSpent } from './rest/raise-spent.ts'
import { proxySessionRoutes } from './rest/proxy-sessions.ts'
import { proxyUserRoutes } from './rest/proxy-users.ts'
import { staffRoutes } from './rest/staff.ts'
import { usageRoutes } from './rest/usage.ts'
import { userRoutes } from './rest/users.ts'
import { createFigures, type Figures } from './live/figures.ts'
import { createPoster } from './live/post.ts'
import type { Ticks } from './live/source.ts'
import { createTicker } from './live/ticker.ts'
import { createNetwork } from './network/network.ts'
import { createUserSource } from './live/user-source.ts'
import { createSystemWatch } from './system/watch.ts'
import { createSources } from './topics.ts'
import { startInspecting } from './trust/inspector.ts'
import { watchHomes } from './trust/homes.ts'
import { uws } from './uws.ts'
import type { SocketTiming } from './ws/connections.ts'
import { createReliable } from './ws/reliable.ts'
import { mountSocket } from './ws/socket.ts'
import type { Sources } from './ws/topics.ts'

type Deps = {
  config: HubConfig
  db: Db
  bus: Bus
  ops: Ops
  metrics: Metrics
  log: Log
  spaDir: string
  figures?: Figures
  socketTiming?: Partial<SocketTiming> | undefined
  /** How often telemetry is published; a benchmark (null) says when. */
  tickMs?: number | null | undefined
  /** In place of Redis's clock, by which the network lives: a test moves it by hand. */
  now?: (() => number) | undefined
  /** In place of the hub's own: a benchmark publishes what its peers publish. */
  sources?: ((ticks: Ticks) => Partial<Sources>) | undefined
}
export type Hub = {
  port: number
  /** Publishes now. */
  publish(): void
  stop(): Promise<void>
}

/** A stop waits this long for the answers that are being made, and then for those that were asked for meanwhile. */
const answerMs = 5_000
const lastAnswerMs = 1_000

/** The hub on its port, without signals or exits: a test starts it on port 0. */
export async function createHub({
  config,
  db,
  bus,
  ops,
  metrics,
  log,
  spaDir,
  figures = createFigures(),
  socketTiming,
  tickMs,
  now,
  sources,
}: Deps): Promise<Hub> {
  const secure = config.PUBLIC_URL.startsWith('https:')
  const outbox = join(config.TRAFFIX_DATA, 'outbox')
  const tokens = createTokens(config.TRAFFIX_SECRET)
  const principals = await createPrincipals({ db, bus, tokens })
  const mailer = createMailer({ smtpUrl: config.SMTP_URL, from: config.MAIL_FROM, outbox, log })
  const ticker = createTicker({ tickMs, log })
  const presence = createPresence({ bus, log })
  const homes = watchHomes({ db, log })
  const system = await createSystemWatch({ bus, presence, homes: homes.now, ticks: ticker.ticks, log })
  ticker.beforePublishing(system.look)
  const network = createNetwork({ bus, ticks: ticker.ticks, log, news: ticker.news, ...(now ? { now } : {}) })
  ticker.beforePublishing(network.tick)
  const events = createEventLog(bus)
  const poster = createPoster({ bus, events, log })
  const reliable = createReliable({ bus, events, figures, clock: network.now, log })
  const door: DoorDeps = {
    db,
    tokens,
    passwords: createPasswords(),
    principals,
    mailer,
    publicUrl: config.PUBLIC_URL,
    limits: createDoorLimits(bus, log),
  }
  const keeper = startKeeper({ db, bus, log })
  const geo = createGeo({
    ...placesOf(config),
    lists: config.NETWORK_LISTS || null,
    log,
  })
  const inspecting = startInspecting({
    ...{ db, bus, geo, network, post: poster.post, changed: keeper.changed, id: randomUUID(), log },
  })
  const enrolling = await startEnrolling({ db, bus, keeper, log })
  const sessions = createSessions(door)
  const registration = createRegistration(door, sessions)
  const guard = createGuard({
    principals,
    isOwnOrigin: createOrigins(config.PUBLIC_URL),
    trustedProxies: config.HUB_TRUSTED_PROXIES,
    log,
  })

  const app = uws.App()
  const socket = mountSocket(app, {
    db,
    bus,
    guard,
    principals,
    sources: {
      ...createSources({ system: system.source, network, reliable, user: createUserSource(db) }),
      ...sources?.(ticker.ticks),
    },
    ticker,
    figures,
    timing: socketTiming,
    log,
  })
  const raise = createRaiseSpent({ db, bus })
  const underway = createUnderway()
  const measured = createHubMetrics(metrics)
  figures.register(metrics)
  mountOps(app, ops, guard)
  mountRoutes(
    app,
    {
      ...authRoutes({ ...door, signIn: createSignIn(door), sessions, registration, secure }),
      ...profileRoutes({ ...door, sessions, post: poster.post }),
      ...userRoutes({ ...door, sessions, registration, presence, post: poster.post }),
      ...accountRoutes({ ...door, keeper, raise }),
      ...proxyUserRoutes({ ...door, keeper, raise }),
      ...usageRoutes(door),
      ...proxySessionRoutes({ ...door, keeper, network }),
      ...nodeRoutes({ ...door, keeper, network }),
      ...geoRoutes({ geo }),
      ...providerRoutes({ ...door, keeper }),
      ...enrollmentRoutes({ ...door, bus, keeper }),
      ...edgeRoutes({ ...door, bus, keeper, network, testUrl: config.PROXY_TEST_URL }),
      ...staffRoutes({ ...door, system, description: describeApi(version, config.PUBLIC_URL) }),
    },
    { guard, underway, onDone: measured.requestDone },
  )
  mountSpa(app, spaDir, secure)
  const listener = await listen(app, config)

  return {
    port: listener.port,
    publish: ticker.beat,
    async stop() {
      listener.close()
      await Promise.all([socket.stop(), underway.stop(answerMs)])
      await underway.stop(lastAnswerMs) // what came on open connections while sockets were told good-bye
      app.close()
      enrolling()
      await inspecting.stop()
      await geo.stop()
      await keeper.stop()
      await ticker.stop()
      await Promise.all([reliable.stop(), poster.stop()])
      system.stop()
      await homes.stop()
      await network.stop()
      presence.stop()
      principals.stop()
      await mailer.stop()
    },
  }
}
