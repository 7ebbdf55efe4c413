import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster, Redis } from 'ioredis'
import type { z } from 'zod'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { createBackoff } from './backoff.ts'
import { asBusDown, BusDown, isRefusal } from './bus-down.ts'
import { openBlocking, openCommands, openSubscriber } from './connections.ts'
import { parseRedisUrl } from './redis-url.ts'
import { serve, watchServing } from './serving.ts'
import { createSubscriptions } from './subscriptions.ts'

export { BusDown }

/** A Cluster takes the same commands, as long as the keys of one command share a slot. */
export type Commands = Redis

/**
 * A process's way to Redis: one connection for commands, one for pub/sub, more for readers that wait.
 *
 * It is made once and lives as long as the process, whether Redis is there or not: it reconnects for ever and
 * subscribes again by itself. While Redis is away every command fails at once with BusDown; nothing is queued.
 */
export type Bus = {
  /** Commands are served and every subscription is live. */
  readonly up: boolean
  /** What was published while it was down is lost: on `true`, look at the truth again. Returns the end of listening. */
  onChange(fn: (up: boolean) => void): () => void
  /** Resolves when Redis serves: answers, and takes a write. */
  ping(): Promise<void>
  /** The only door to commands, for the rooms of bus/; connection errors come out as BusDown. */
  run<T>(fn: (redis: Commands) => Promise<T>): Promise<T>
  publish(channel: string, message: object): Promise<void>
  /** Live once resolved, or as soon as Redis is back. What the schema refuses is logged and dropped. */
  subscribe<S extends z.ZodType>(
    channel: string,
    schema: S,
    fn: (message: z.output<S>) => void,
  ): Promise<() => void>
  /** A connection of one's own for commands that wait at the server, at most `busLimits.blockMaxMs`. */
  blocking(): Reader
  close(): Promise<void>
}
export type Reader = { run<T>(fn: (redis: Commands) => Promise<T>): Promise<T>; close(): void }

/** How long a start waits for Redis before it goes on without. */
const firstWaitMs = 2_000
/** How often the subscriber, which says nothing by itself, is asked whether it is still there. */
const probeMs = 5_000

export async function connectBus(o: { url: string; log: Log; name: string }): Promise<Bus> {
  const { name } = o
  const log = o.log.child({ part: 'bus' })
  const target = parseRedisUrl(o.url)
  const listeners = new Set<(up: boolean) => void>()
  const readers = new Set<Reader>()
  let up = false
  let closed = false

  const commands = openCommands(target, name)
  const subscriber = openSubscriber(target, `${name}:sub`, commands)
  const subscriptions = createSubscriptions(subscriber.redis, log)

  function reconsider(): void {
    const now = !closed && commands.status === 'ready' && subscriptions.live && !serving.why
    if (now === up) return
    up = now
    if (!closed) log[up ? 'info' : 'warn']({ up }, up ? 'redis is there' : 'redis is away')
    for (const fn of listeners) {
      try {
        fn(up)
      } catch (err) {
        log.error({ err }, 'a listener failed')
      }
    }
  }

  const serving = watchServing({ trial: () => run(serve), changed: reconsider, log })
  const wanted = () => !closed
  watch(commands, { changed: reconsider, wanted, log })
  watch(subscriber.redis, { changed: reconsider, wanted, log })
  subscriptions.onChange(reconsider)

  const stopProbe = every(probeMs, probe, { log, unref: true })
  async function probe(): Promise<void> {
    if (subscriber.redis.status !== 'ready') return
    if (subscriber.strayed()) return subscriber.redis.disconnect(true)
    // An answer that does not come makes ioredis drop the connection (socketTimeout) and dial anew.
    await subscriber.redis.ping().catch(() => {})
  }

  async function run<T>(fn: (redis: Commands) => Promise<T>): Promise<T> {
    if (closed) throw new BusDown('the bus is closed')
    try {
      return await call(commands, fn)
    } catch (err) {
      // A Cluster that is ready has members; that one of them cannot be reached is not told by its status.
      const cluster = err instanceof BusDown && commands.isCluster && commands.status === 'ready'
      if (isRefusal(err) || cluster) serving.refused(err)
      throw err
    }
  }

  const bus: Bus = {
    get up() {
      return up
    },
    onChange(fn) {
      listeners.add(fn)
      return () => void listeners.delete(fn)
    },
    async ping() {
      if (!up) throw serving.why ?? new BusDown('redis is away')
      await run(serve)
    },
    run,
    async publish(channel, message) {
      await run(redis => redis.publish(channel, JSON.stringify(message)))
    },
    subscribe: subscriptions.subscribe,
    blocking() {
      const own = openBlocking(target, `${name}:wait`)
      let reading = true
      watch(own, { changed: () => {}, wanted: () => reading && !closed, log })
      const reader: Reader = {
        run: fn => call(own, fn),
        close() {
          reading = false
          readers.delete(reader)
          own.disconnect()
        },
      }
      readers.add(reader)
      return reader
    },
    async close() {
      if (closed) return
      closed = true
      await Promise.all([stopProbe(), serving.stop()])
      reconsider()
      listeners.clear()
      for (const reader of readers) reader.close()
      await Promise.all([hangUp(subscriber.redis), hangUp(commands)])
    },
  }

  await firstUp(bus)
  if (!bus.up) log.warn({ up: false }, 'redis is away; going on without')
  return bus
}

async function call<T>(redis: Redis | Cluster, fn: (redis: Commands) => Promise<T>): Promise<T> {
  if (redis.status !== 'ready') throw new BusDown('redis is away')
  try {
    return await fn(redis as Commands)
  } catch (err) {
    throw asBusDown(err)
  }
}

/**
 * One line an outage: ioredis tells every failed attempt, and that at `debug` is plenty. And one thing it does not do:
 * a failover that Sentinel announces while a connection is just being made leaves it ended for good. As long as it
 * is wanted it dials again.
 */
function watch(
  redis: Redis | Cluster,
  { changed, wanted, log }: { changed: () => void; wanted: () => boolean; log: Log },
): void {
  let told = false
  const backoff = createBackoff()
  redis.on('error', (err: Error) => {
    log[told ? 'debug' : 'warn']({ err }, 'redis connection')
    told = true
  })
  redis.on('ready', () => {
    told = false
    backoff.ready()
    changed()
  })
  for (const event of ['close', 'reconnecting', 'end']) redis.on(event, changed)
  redis.on('end', () => {
    if (!wanted()) return
    setTimeout(() => {
      if (wanted() && redis.status === 'end') redis.connect().catch(() => {}) // told as 'error' above
    }, backoff.nextMs()).unref()
  })
}

async function firstUp(bus: Bus): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, firstWaitMs)
  const off = bus.onChange(() => resolve())
  await promise
  off()
  clearTimeout(timer)
}

/** Lets what was sent reach Redis, but not for long. */
async function hangUp(redis: Redis | Cluster): Promise<void> {
  if (redis.status === 'ready')
    await Promise.race([redis.quit().catch(() => {}), sleep(500, undefined, { ref: false })])
  // Only a connection that was open says 'end', so there is nothing to wait for.
  redis.disconnect()
}
