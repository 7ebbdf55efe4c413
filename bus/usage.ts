import { z } from 'zod'
import type { Bus } from './connect.ts'
import { ledgerGroup, ledgerGroupName } from './group.ts'
import { keys } from './names.ts'
import { script } from './script.ts'

// edge --(batch)--> stream `usage` --(group `ledger`)--> ledger --> PostgreSQL
//   \<--(posted?)-- hash of the edge's posted numbers <--(with the entry's end, at once)--/

/** Entries may have half a megabyte each. */
const readEntries = 16
/** An edge that is away for longer sends them again, and they count once. */
const postedKeepMs = 24 * 3_600_000

/** Where it stands in the stream. It is never trimmed: an edge gives no more than it may have under way. */
export const addUsage = async (bus: Bus, batch: string): Promise<string> =>
  z.string().parse(await bus.run(redis => redis.xadd(keys.usage, '*', 'batch', batch)))

export const usageGroup = ledgerGroup(keys.usage, 'batch', readEntries)

export type Numbered = { epoch: string; seq: number }
const fieldOf = ({ epoch, seq }: Numbered) => `${epoch}:${seq}`

/** They are in PostgreSQL: the entries end, and their edge is told, both at once. */
export async function donePosting(
  bus: Bus,
  edge: string,
  entries: readonly (Numbered & { id: string })[],
): Promise<void> {
  const args = entries.flatMap(it => [it.id, fieldOf(it)])
  await bus.run(redis =>
    done(redis, [keys.usage, keys.usagePosted(edge)], [ledgerGroupName, postedKeepMs, ...args]),
  )
}
const done = script(`
for i = 3, #ARGV, 2 do
  redis.call('HSET', KEYS[2], ARGV[i + 1], 1)
  -- A stream that began anew has no group.
  redis.pcall('XACK', KEYS[1], ARGV[1], ARGV[i])
  redis.call('XDEL', KEYS[1], ARGV[i])
end
redis.call('PEXPIRE', KEYS[2], ARGV[2])
`)

export type Handed = 'posted' | 'waiting' | 'missing'

/** What became of batches that were handed over. `missing`: Redis lost it, or had it and began anew. */
export async function askUsage(
  bus: Bus,
  edge: string,
  handed: readonly (Numbered & { id: string })[],
): Promise<Handed[]> {
  const args = handed.flatMap(it => [it.id, fieldOf(it)])
  return z
    .array(z.enum(['posted', 'waiting', 'missing']))
    .parse(await bus.run(redis => ask(redis, [keys.usage, keys.usagePosted(edge)], args)))
}
const ask = script(`
local answer = {}
for i = 1, #ARGV, 2 do
  if redis.call('HDEL', KEYS[2], ARGV[i + 1]) == 1 then
    table.insert(answer, 'posted')
  elseif #redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i]) > 0 then
    table.insert(answer, 'waiting')
  else
    table.insert(answer, 'missing')
  end
end
return answer
`)
