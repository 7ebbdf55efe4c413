import type { Log } from '#kit/log.ts'
import type { Bus } from './connect.ts'
import { Forgetful, insured, insuredKeysMax } from './insured.ts'
import { keys } from './names.ts'
import { luaNow, script } from './script.ts'

export type Throttle = {
  /**
   * Reserves one try and answers 0, or how many ms to wait. A try counts as failed from the start, so that a
   * thousand guesses sent at once are a thousand tries; a refused one changes nothing.
   */
  attempt(key: string): Promise<number>
  /** It was right after all: all is forgotten. */
  clear(key: string): Promise<void>
  /** It was right after all: this one try is taken back, with the wait it began; what others did stays. */
  refund(key: string): Promise<void>
}

export type ThrottleRule = {
  freeTries: number
  /** After the first try that is not free; each further one doubles it. */
  firstDelayMs: number
  maxDelayMs: number
  /** So long after the last try, or the end of its delay, all is forgotten. */
  forgetMs: number
}

export function createThrottle(bus: Bus, o: ThrottleRule & { name: string; log: Log }): Throttle {
  const memory = throttleInMemory(o)
  const rule = [o.freeTries, o.firstDelayMs, o.maxDelayMs, o.forgetMs]
  return {
    attempt: key =>
      insured(
        o,
        () => bus.run(async redis => Number(await attempt(redis, [keys.throttle(o.name, key)], rule))),
        () => memory.attempt(key),
      ),
    clear(key) {
      memory.clear(key)
      return insured(
        o,
        () => bus.run(async redis => void (await redis.del(keys.throttle(o.name, key)))),
        () => {},
      )
    },
    refund: key =>
      insured(
        o,
        () => bus.run(async redis => void (await refund(redis, [keys.throttle(o.name, key)], []))),
        () => memory.refund(key),
      ),
  }
}

const attempt = script(`${luaNow}
local free, first, max, forget = unpack(ARGV)
local was = redis.call('HMGET', KEYS[1], 'tries', 'until')
local tries, blocked = tonumber(was[1] or 0), tonumber(was[2] or 0)
if blocked > now then return blocked - now end
local delay = 0
if tries >= tonumber(free) then delay = math.min(first * 2 ^ (tries - free), tonumber(max)) end
redis.call('HSET', KEYS[1], 'tries', tries + 1, 'until', now + delay)
redis.call('PEXPIRE', KEYS[1], delay + forget)
return 0
`)

const refund = script(`
local tries = tonumber(redis.call('HGET', KEYS[1], 'tries') or 0)
if tries > 1 then redis.call('HSET', KEYS[1], 'tries', tries - 1, 'until', 0) else redis.call('DEL', KEYS[1]) end
return 0
`)

/** The same rule in one process, for as long as Redis is away. */
export function throttleInMemory(rule: ThrottleRule, clock: () => number = Date.now) {
  const known = new Forgetful<{ tries: number; until: number }>(insuredKeysMax)
  return {
    attempt(key: string): number {
      const now = clock()
      const { tries, until } = known.get(key, now) ?? { tries: 0, until: 0 }
      if (until > now) return until - now
      const delay =
        tries < rule.freeTries
          ? 0
          : Math.min(rule.firstDelayMs * 2 ** (tries - rule.freeTries), rule.maxDelayMs)
      known.set(key, { tries: tries + 1, until: now + delay }, now, delay + rule.forgetMs)
      return 0
    },
    clear: (key: string): void => known.delete(key),
    refund(key: string): void {
      const now = clock()
      const { tries } = known.get(key, now) ?? { tries: 0 }
      if (tries > 1) known.set(key, { tries: tries - 1, until: 0 }, now, rule.forgetMs)
      else known.delete(key)
    },
  }
}
