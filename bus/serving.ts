import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { BusDown } from './bus-down.ts'
import type { Commands } from './connect.ts'
import { keys } from './names.ts'
import { script } from './script.ts'

/** How often a Redis that refuses is tried again. */
const tryMs = 1_000
/** So long nothing may have been refused: a trial is only one of the many things that calls do. */
const quietMs = 3_000

/**
 * Whether Redis, which answers, also serves. It may be full, without a quorum, with a dead master in its Cluster, or
 * forbid what we need; PING is answered all the same. One refused call says so, and a trial that succeeds after a
 * while without any ends it.
 */
export function watchServing(o: { trial: () => Promise<void>; changed: () => void; log: Log }) {
  let why: BusDown | null = null
  let refusedAt = 0

  const stop = every(
    tryMs,
    async () => {
      if (!why || performance.now() - refusedAt < quietMs) return
      try {
        await o.trial()
      } catch {
        return // away, or told as a refusal
      }
      if (performance.now() - refusedAt < quietMs) return
      why = null
      o.changed()
    },
    { log: o.log, unref: true },
  )
  return {
    /** The refusal that has not ended. */
    get why() {
      return why
    },
    refused(err: BusDown): void {
      refusedAt = performance.now()
      if (why) return
      why = err
      o.log.warn({ err }, 'redis refuses to serve')
      o.changed()
    },
    stop,
  }
}

/**
 * A script that writes, as most of our calls. A Cluster is asked at several keys, of which each master of a cluster
 * of usual size holds some; the same ones every time, so that the answer does not flicker.
 */
export const serve = async (redis: Commands): Promise<void> => {
  const count = redis.isCluster ? 32 : 1
  await Promise.all(Array.from({ length: count }, (_, i) => write(redis, [keys.trial(i)], [trialMs])))
}
const trialMs = 10_000
const write = script(`redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])`)
