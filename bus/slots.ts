import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { Bus } from './connect.ts'
import { insured } from './insured.ts'
import { keys } from './names.ts'
import { luaNow, type Script, script } from './script.ts'

/**
 * Counts what is open at once (the sockets of a user, of an address) over all processes and hosts: per key a set
 * of members, each with an expiry that its process keeps moving. The members of a process that was killed expire.
 */
export type Slots = {
  /** False when the key is full. Whoever took gives back, also when the socket closed while it was asking. */
  take(key: string, member: string): Promise<boolean>
  /** Never fails: nobody waits for it, and what could not be given back expires. */
  release(key: string, member: string): Promise<void>
  /** Everything this process holds lives on for another `ttlMs`. Goes on by itself; also heals an emptied Redis. */
  renew(): Promise<void>
  /** Ends the renewing and gives everything back. */
  stop(): Promise<void>
}

type Member = { key: string; member: string }
/** Of one script: few enough that nobody else waits for Redis because of it. */
const batchMembers = 500

export function createSlots(bus: Bus, o: { name: string; max: number; ttlMs: number; log: Log }): Slots {
  const held = new Map<string, Set<string>>()
  const keyOf = (key: string) => keys.slots(o.name, key)

  function hold(key: string, member: string): true {
    const members = held.get(key) ?? new Set()
    held.set(key, members.add(member))
    return true
  }
  function drop(key: string, member: string): void {
    const members = held.get(key)
    if (members?.delete(member) && members.size === 0) held.delete(key)
  }
  const all = (): Member[] =>
    [...held].flatMap(([key, members]) => [...members].map(member => ({ key, member })))

  /** Acts on those that `still` count when their batch is sent, and not when the first one was. */
  async function inBatches(act: Script, members: Member[], still: (one: Member) => boolean): Promise<void> {
    for (let i = 0; i < members.length; i += batchMembers) {
      const batch = members.slice(i, i + batchMembers).filter(still)
      if (batch.length === 0) continue
      const names = batch.map(one => keyOf(one.key))
      await bus.run(redis => act(redis, names, [o.ttlMs, ...batch.map(one => one.member)]))
    }
  }
  const isHeld = ({ key, member }: Member) => held.get(key)?.has(member) === true

  const renew = () =>
    insured(
      o,
      () => inBatches(renewAll, all(), isHeld),
      () => {},
    )

  const stopRenewing = every(o.ttlMs / 3, renew, { log: o.log, unref: true })
  const off = bus.onChange(up => {
    if (up) renew().catch((err: unknown) => o.log.error({ err }, 'slots not renewed'))
  })

  return {
    async take(key, member) {
      const taken = await insured(
        o,
        () => bus.run(async redis => Number(await take(redis, [keyOf(key)], [o.ttlMs, o.max, member])) === 1),
        () => (held.get(key)?.size ?? 0) < o.max,
      )
      return taken && hold(key, member)
    },
    async release(key, member) {
      drop(key, member)
      await insured(
        o,
        () => bus.run(async redis => void (await redis.zrem(keyOf(key), member))),
        () => {},
      ).catch((err: unknown) => o.log.warn({ err, slots: o.name }, 'a slot was not given back'))
    },
    renew,
    async stop() {
      off()
      await stopRenewing()
      const last = all()
      held.clear()
      await insured(
        o,
        () => inBatches(releaseAll, last, one => !isHeld(one)),
        () => {},
      )
    },
  }
}

const take = script(`${luaNow}
local ttl, max, member = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], member) and redis.call('ZCARD', KEYS[1]) >= max then return 0 end
redis.call('ZADD', KEYS[1], now + ttl, member)
redis.call('PEXPIRE', KEYS[1], ttl)
return 1
`)

// A key may appear several times, once for each of its members.
const renewAll = script(`${luaNow}
local ttl = tonumber(ARGV[1])
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ttl, ARGV[i + 1])
  redis.call('PEXPIRE', key, ttl)
end
return #KEYS
`)

const releaseAll = script(`
for i, key in ipairs(KEYS) do redis.call('ZREM', key, ARGV[i + 1]) end
return #KEYS
`)
