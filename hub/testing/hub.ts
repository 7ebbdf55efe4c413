import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectBus } from '#bus/connect.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { createTestDatabase, type TestDatabase } from '#db/testing/database.ts'
import { silentLog } from '#kit/log.ts'
import { createMetrics } from '#kit/metrics.ts'
import { createOps } from '#kit/ops.ts'
import type { Role } from '#protocol/person.ts'
import { createHub } from '../app.ts'
import { hubConfig } from '../config.ts'
import { createPasswords } from '../door/passwords.ts'
import type { Ticks } from '../live/source.ts'
import type { SocketTiming } from '../ws/connections.ts'
import type { Sources } from '../ws/topics.ts'
import { openOutbox } from './outbox.ts'
import { createVisitor } from './visitor.ts'
import { withoutWorld } from './without-world.ts'

export const password = 'correct horse battery'

/** A real hub on a free port, with a database and a Redis of its own. */
export async function startTestHub({
  env,
  database: given,
  ...more
}: {
  env?: Record<string, string>
  /** One that is there; it is dropped with the hub all the same. */
  database?: TestDatabase
  socketTiming?: Partial<SocketTiming>
  tickMs?: number | null
  now?: () => number
  sources?: (ticks: Ticks) => Partial<Sources>
} = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'test-hub-'))
  const database = given ?? (await createTestDatabase())
  const redis = await startRedis()
  const log = silentLog()
  const bus = await connectBus({ url: redis.url, log, name: 'hub-test' })
  const { db } = database
  const outbox = openOutbox(join(dataDir, 'outbox'))

  const config = hubConfig({
    HUB_PORT: '0',
    PUBLIC_URL: 'http://127.0.0.1:8080',
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    TRAFFIX_SECRET: 'a secret for tests only, 32 chars or more',
    TRAFFIX_DATA: dataDir,
    ...withoutWorld,
    ...env,
  })
  const start = (on = bus) => {
    const metrics = createMetrics({ kind: 'hub' })
    const ready = { postgres: () => db.ping(), redis: () => on.ping().then(() => true) }
    const ops = createOps({ ready, registry: metrics })
    return createHub({ config, db, bus: on, ops, metrics, log, spaDir: join(dataDir, 'no-spa'), ...more })
  }
  let hub = await start()
  const url = () => `http://127.0.0.1:${hub.port}`

  const passwords = createPasswords()
  const passwordHash = await passwords.hash(password)
  let people = 0

  return {
    db,
    bus,
    redis,
    outbox,
    config,
    databaseUrl: database.url,
    get url() {
      return url()
    },
    get hub() {
      return hub
    },
    /** Somebody at the door, with an empty cookie jar. */
    visitor: (address?: string) => createVisitor(url(), address),
    /** An active login; a client comes with an account of their own unless one is given. */
    async person(role: Role, account?: string) {
      const n = ++people
      const name = `${role} ${n}`
      const own =
        role === 'client'
          ? (account ?? (await db.accounts.create({ name: `account ${n}`, timeZone: 'UTC' })).id)
          : null
      const user = await db.users.create({
        email: `${role}${n}@people.test`,
        name,
        role,
        account: own,
        status: 'active',
        passwordHash,
        locale: 'en',
        timeZone: 'UTC',
      })
      return user!
    },
    /** The same, signed in: an admin with the code from the mail. */
    async signedIn(role: Role, account?: string) {
      const user = await this.person(role, account)
      const visitor = this.visitor()
      await this.signIn(visitor, user.email)
      return Object.assign(visitor, { user })
    },
    async signIn(visitor: ReturnType<typeof createVisitor>, email: string) {
      const answer = await visitor.post('/api/auth/login', { email, password })
      const { challenge } = answer.body as { challenge?: { id: string } }
      if (!challenge) return answer
      const code = (await outbox.next(email, /sign-in code/)).code
      return await visitor.post('/api/auth/otp', { id: challenge.id, code })
    },
    /** A second hub, as on another host: it shares the database and Redis. */
    async another() {
      const own = await connectBus({ url: redis.url, log, name: 'hub-test-2' })
      const second = await start(own)
      return {
        url: `http://127.0.0.1:${second.port}`,
        stop: () => second.stop().then(() => own.close()),
      }
    },
    async restart() {
      await hub.stop()
      hub = await start()
    },
    async stop() {
      await hub.stop()
      await bus.close()
      await database.drop()
      await redis.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
export type TestHub = Awaited<ReturnType<typeof startTestHub>>
