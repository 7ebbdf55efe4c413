import { Limits } from '#protocol/limits.ts'
import type { Bus } from './connect.ts'
import { keys } from './names.ts'
import { luaNow, script } from './script.ts'

// edge --(of holders with limits: bytes of this life, connections now)--> Redis --(totals of all edges)--> edge
// ledger, hub --(what is posted)--> Redis
//
// What each life of an edge has carried is said as a whole, never as what is more: said twice it counts once, and a
// Redis that began anew is told all of it again. What dead edges carried is then known from PostgreSQL: the total is
// the larger of both, and never more than was carried.

/** A proxy user or an account. */
export type Spending = {
  holder: string
  /** `20261126` and `202611`, of the account's time zone. */
  day: string
  month: string
  /** By this life of the edge. */
  dayBytes: number
  monthBytes: number
  /** Open on this edge now. */
  connections: number
}
export type Spent = { dayBytes: number; monthBytes: number; connectionsElsewhere: number }

const dayKeepMs = 3 * 24 * 3_600_000
const monthKeepMs = 33 * 24 * 3_600_000

export async function saySpent(
  bus: Bus,
  { edge, epoch }: { edge: string; epoch: string },
  all: readonly Spending[],
): Promise<Spent[]> {
  return bus.run(redis =>
    Promise.all(
      all.map(async ({ holder, day, month, dayBytes, monthBytes, connections }) => {
        const names = [keys.spent(holder, day), keys.spent(holder, month), keys.spentOpen(holder)]
        const args = [epoch, dayBytes, monthBytes, dayKeepMs, monthKeepMs]
        const open = [edge, connections, Limits.edgeSilentMs]
        const [ofDay, ofMonth, elsewhere] = (await say(redis, names, [...args, ...open])) as [
          string,
          string,
          number,
        ]
        return { dayBytes: Number(ofDay), monthBytes: Number(ofMonth), connectionsElsewhere: elsewhere }
      }),
    ),
  )
}
const say = script(`${luaNow}
local function total(key, bytes, keep)
  redis.call('HSET', key, ARGV[1], bytes)
  redis.call('PEXPIRE', key, keep)
  local sum, posted, all = 0, 0, redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    if all[i] == 'posted' then posted = tonumber(all[i + 1]) else sum = sum + tonumber(all[i + 1]) end
  end
  return string.format('%.0f', math.max(sum, posted))
end
redis.call('HSET', KEYS[3], ARGV[6], ARGV[7] .. ':' .. string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[3], ARGV[8])
local elsewhere, open = 0, redis.call('HGETALL', KEYS[3])
for i = 1, #open, 2 do
  local count, at = string.match(open[i + 1], '^(%d+):(%d+)$')
  if open[i] ~= ARGV[6] and count and now - at <= tonumber(ARGV[8]) then elsewhere = elsewhere + count end
end
return { total(KEYS[1], ARGV[2], ARGV[4]), total(KEYS[2], ARGV[3], ARGV[5]), elsewhere }
`)

/** What PostgreSQL has of today and this month. */
export type PostedSpending = {
  account: string
  /** Null: the account as a whole. */
  proxyUser: string | null
  /** `2026-11-26` */
  today: string
  dayBytes: number
  monthBytes: number
}
export async function sayPosted(bus: Bus, all: readonly PostedSpending[]): Promise<void> {
  await bus.run(redis =>
    Promise.all(
      all.map(({ account, proxyUser, today, dayBytes, monthBytes }) => {
        const day = today.replaceAll('-', '')
        const holder = proxyUser ?? account
        const names = [keys.spent(holder, day), keys.spent(holder, day.slice(0, 6))]
        return posted(redis, names, [dayBytes, monthBytes, dayKeepMs, monthKeepMs])
      }),
    ),
  )
}
const posted = script(`
for i = 1, 2 do
  local before = tonumber(redis.call('HGET', KEYS[i], 'posted') or '0')
  if tonumber(ARGV[i]) > before then redis.call('HSET', KEYS[i], 'posted', ARGV[i]) end
  redis.call('PEXPIRE', KEYS[i], ARGV[i + 2])
end
`)
