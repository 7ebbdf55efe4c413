import type { Log } from '#kit/log.ts'
import type { Bus } from './connect.ts'
import { Forgetful, insured, insuredKeysMax } from './insured.ts'
import { keys } from './names.ts'
import { luaNow, script } from './script.ts'

export type Quota = {
  /** Takes one and answers 0, or how many ms to wait. In no window of `windowMs`, wherever it begins, more than `max`. */
  take(key: string): Promise<number>
}
export type QuotaRule = { max: number; windowMs: number }

export function createQuota(bus: Bus, o: QuotaRule & { name: string; log: Log }): Quota {
  const memory = quotaInMemory(o)
  return {
    take: key =>
      insured(
        o,
        () =>
          bus.run(async redis => Number(await take(redis, [keys.quota(o.name, key)], [o.max, o.windowMs]))),
        () => memory.take(key),
      ),
  }
}

// Remembers when the last `max` were taken: a new one may come when the oldest of them has left the window.
const take = script(`${luaNow}
local max, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local oldest = redis.call('LINDEX', KEYS[1], max - 1)
if oldest and now - oldest < window then return oldest + window - now end
redis.call('LPUSH', KEYS[1], now)
redis.call('LTRIM', KEYS[1], 0, max - 1)
redis.call('PEXPIRE', KEYS[1], window)
return 0
`)

/** The same rule in one process, for as long as Redis is away. */
export function quotaInMemory({ max, windowMs }: QuotaRule, clock: () => number = Date.now) {
  const known = new Forgetful<number[]>(insuredKeysMax)
  return {
    take(key: string): number {
      const now = clock()
      const times = (known.get(key, now) ?? []).filter(at => now - at < windowMs)
      const oldest = times.length >= max ? times[0] : undefined
      if (oldest !== undefined) return oldest + windowMs - now
      known.set(key, [...times, now], now, windowMs)
      return 0
    },
  }
}
