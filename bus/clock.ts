import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { BusDown } from './bus-down.ts'
import type { Bus } from './connect.ts'
import { keys } from './names.ts'
import { script } from './script.ts'

/** The time in ms by Redis's clock, which all hosts share: seconds of traffic are named by it. */
export type Clock = { now(): number }
export type RedisClock = Clock & {
  /** Redis was asked at least once; before that it is this host's clock. */
  readonly synced: boolean
  /** Asks now; fails while Redis is away. */
  sync(): Promise<void>
  stop(): Promise<void>
}

/** The host's clock may be set; this one only goes on. */
const steadyMs = () => performance.timeOrigin + performance.now()
/** How often it is asked, and how many times in a row: the answer that came back fastest is the least wrong. */
const syncMs = 30_000
const asks = 5

export function createClock(bus: Bus, log: Log): RedisClock {
  let offsetMs = 0
  let synced = false

  async function sync(): Promise<void> {
    let best = { roundMs: Infinity, offsetMs: 0 }
    for (let i = 0; i < asks; i++) {
      const sentAt = steadyMs()
      const told = Number(await bus.run(redis => time(redis, [keys.radarWindow], [])))
      const roundMs = steadyMs() - sentAt
      if (roundMs < best.roundMs) best = { roundMs, offsetMs: told - sentAt - roundMs / 2 }
    }
    offsetMs = best.offsetMs
    synced = true
  }
  const trySync = () =>
    sync().catch((err: unknown) => {
      if (!(err instanceof BusDown)) log.warn({ err }, 'the clock of redis was not read')
    })

  const stop = every(syncMs, trySync, { log, unref: true })
  const off = bus.onChange(up => up && void trySync())
  if (bus.up) void trySync()
  return {
    now: () => steadyMs() + offsetMs,
    get synced() {
      return synced
    },
    sync,
    async stop() {
      off()
      await stop()
    },
  }
}

// It has a key, so that in a Cluster it is asked where the batches are stamped.
const time = script(`
local t = redis.call('TIME')
return string.format('%.3f', t[1] * 1000 + t[2] / 1000)
`)

/** A moment after the second, so that a clock that is a little off does not take it for the one before. */
const afterMs = 20

/** Runs `fn` just after each whole second, never twice at once. Stopping waits for the run in progress. */
export function eachSecond(clock: Clock, fn: () => Promise<void> | void, log: Log): () => Promise<void> {
  const stop = new AbortController()
  const toNext = () => 1_000 - ((((clock.now() - afterMs) % 1_000) + 1_000) % 1_000)

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(toNext(), undefined, { signal: stop.signal, ref: false }).catch(() => {})
      if (stop.signal.aborted) return
      try {
        await fn()
      } catch (err) {
        log.error({ err }, 'a second failed')
      }
    }
  }
  const running = run()
  return () => {
    stop.abort()
    return running
  }
}
