import { Limits } from '#protocol/limits.ts'
import type { Bus } from './connect.ts'
import { keys } from './names.ts'
import { luaNow, script } from './script.ts'

// edge --(each second, of proxy users with limits: bytes since, connections now)--> Redis --(totals of all edges)--> edge

export type Spending = {
  proxyUser: string
  /** `20261126` and `202611`, UTC. */
  day: string
  month: string
  bytes: number
  /** Open on this edge now. */
  connections: number
}
export type Spent = { dayBytes: number; monthBytes: number; connectionsElsewhere: number }

const dayKeepMs = 2 * 24 * 3_600_000
const monthKeepMs = 33 * 24 * 3_600_000

export async function addSpent(bus: Bus, edge: string, all: readonly Spending[]): Promise<Spent[]> {
  return bus.run(redis =>
    Promise.all(
      all.map(async ({ proxyUser, day, month, bytes, connections }) => {
        const names = [keys.spent(proxyUser, day), keys.spent(proxyUser, month), keys.spentOpen(proxyUser)]
        const args = [bytes, dayKeepMs, monthKeepMs, edge, connections, Limits.edgeSilentMs]
        const [dayBytes, monthBytes, elsewhere] = (await add(redis, names, args)) as [string, string, number]
        return { dayBytes: Number(dayBytes), monthBytes: Number(monthBytes), connectionsElsewhere: elsewhere }
      }),
    ),
  )
}
const add = script(`${luaNow}
redis.call('INCRBY', KEYS[1], ARGV[1])
redis.call('INCRBY', KEYS[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[3], ARGV[4], ARGV[5] .. ':' .. string.format('%.0f', now))
redis.call('PEXPIRE', KEYS[3], ARGV[6])
local elsewhere, open = 0, redis.call('HGETALL', KEYS[3])
for i = 1, #open, 2 do
  local count, at = string.match(open[i + 1], '^(%d+):(%d+)$')
  if open[i] ~= ARGV[4] and count and now - at <= tonumber(ARGV[6]) then elsewhere = elsewhere + count end
end
return { redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]), elsewhere }
`)
