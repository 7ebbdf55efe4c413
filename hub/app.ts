import { join } from 'node:path'
import type { Bus } from '#bus/connect.ts'
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
import { accountRoutes } from './rest/accounts.ts'
import { authRoutes } from './rest/auth.ts'
import { profileRoutes } from './rest/profile.ts'
import { staffRoutes } from './rest/staff.ts'
import { userRoutes } from './rest/users.ts'
import { createSystemWatch } from './system/watch.ts'
import { uws } from './uws.ts'
import type { SocketTiming } from './ws/connections.ts'
import { mountSocket } from './ws/socket.ts'
import { createTelemetry } from './ws/telemetry.ts'
import type { SystemDelta, SystemSnapshot } from '#protocol/system.ts'

type Deps = {
  config: HubConfig
  db: Db
  bus: Bus
  ops: Ops
  metrics: Metrics
  log: Log
  spaDir: string
  socketTiming?: Partial<SocketTiming> | undefined
}
export type Hub = { port: number; stop(): Promise<void> }

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
  socketTiming,
}: Deps): Promise<Hub> {
  const secure = config.PUBLIC_URL.startsWith('https:')
  const outbox = join(config.TRAFFIX_DATA, 'outbox')
  const tokens = createTokens(config.TRAFFIX_SECRET)
  const principals = await createPrincipals({ db, bus, tokens })
  const mailer = createMailer({ smtpUrl: config.SMTP_URL, from: config.MAIL_FROM, outbox, log })
  const presence = createPresence({ bus, log })
  const system = await createSystemWatch({ bus, presence, log })
  const door: DoorDeps = {
    db,
    tokens,
    passwords: createPasswords(),
    principals,
    mailer,
    publicUrl: config.PUBLIC_URL,
    limits: createDoorLimits(bus, log),
  }
  const sessions = createSessions(door)
  const registration = createRegistration(door, sessions)
  const guard = createGuard({
    principals,
    isOwnOrigin: createOrigins(config.PUBLIC_URL),
    trustedProxies: config.HUB_TRUSTED_PROXIES,
    log,
  })

  const systemTopic = createTelemetry<SystemSnapshot, SystemDelta>('system', () => system.view())
  const stopSystemTopic = system.onDelta(delta => systemTopic.publish(delta))

  const app = uws.App()
  const socket = mountSocket(app, {
    db,
    bus,
    guard,
    principals,
    channels: { system: () => systemTopic.channel },
    timing: socketTiming,
    log,
  })
  const underway = createUnderway()
  const measured = createHubMetrics(metrics, () => socket.count)
  mountOps(app, ops, guard)
  mountRoutes(
    app,
    {
      ...authRoutes({ ...door, signIn: createSignIn(door), sessions, registration, secure }),
      ...profileRoutes({ ...door, sessions }),
      ...userRoutes({ ...door, sessions, registration, presence }),
      ...accountRoutes(door),
      ...staffRoutes({ ...door, system, description: describeApi(version, config.PUBLIC_URL) }),
    },
    { guard, underway, onDone: measured.requestDone },
  )
  mountSpa(app, spaDir, secure)
  const listener = await listen(app, config)

  return {
    port: listener.port,
    async stop() {
      listener.close()
      await Promise.all([socket.stop(), underway.stop(answerMs)])
      await underway.stop(lastAnswerMs) // what came on open connections while sockets were told good-bye
      app.close()
      stopSystemTopic()
      system.stop()
      presence.stop()
      principals.stop()
      await mailer.stop()
    },
  }
}
