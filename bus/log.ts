import { z } from 'zod'
import { Limits } from '#protocol/limits.ts'
import type { Position } from '#protocol/socket.ts'
import type { Bus } from './connect.ts'
import { parseJson } from './json.ts'
import { channels, keys } from './names.ts'
import { luaNow, luaRun, script } from './script.ts'

/*
 * append --one script--> stream log:<topic>    (the row: what whoever was away reads)
 *                    \-> channel live:<topic>  (for those who listen)
 *
 * An entry's id is `<epoch>-<seq>`. `seq` has no gaps, and each entry names the one before it, so whoever holds an id
 * sees what is missing. A Redis that has restarted or failed over may have lost the end of a row, which readers have
 * seen: the first entry under another run of Redis begins a new epoch, so the same number never means two events.
 */

export type Entry = { id: string; prev: string; at: number; event: unknown }
/** `at`: where whoever has read them stands. `gone`: what came after that position is not known any more. */
export type Reading = { entries: Entry[]; at: Position } | 'gone'

export type EventLog = {
  /** Answers its id; the id of the first time when the key was seen before. */
  append(topic: string, key: string, event: object): Promise<string>
  /** The end of the row. */
  position(topic: string): Promise<Position>
  /** What came after it, oldest first. */
  read(topic: string, after: Position): Promise<Reading>
  /** Each as it is appended; some may get lost on the way. */
  hear(topic: string, fn: (entry: Entry) => void): Promise<() => void>
}

const id = z.string().regex(/^\d{1,15}-\d{1,15}$/)
const Heard = z.object({ id, prev: id, at: z.number(), event: z.unknown() })

export function createEventLog(
  bus: Bus,
  keeps: { events: number; ms: number } = { events: Limits.logEvents, ms: Limits.logKeepMs },
): EventLog {
  return {
    async append(topic, key, event) {
      const text = JSON.stringify(event)
      if (Buffer.byteLength(text) > Limits.logEventBytes)
        throw new RangeError(`an event of ${topic} is larger than ${Limits.logEventBytes} bytes`)
      const { row, known } = keysOf(topic)
      const args = [channels.live(topic), key, text, keeps.events, keeps.ms]
      return String(await bus.run(redis => append(redis, [row, known], args)))
    },

    async position(topic) {
      const [epoch, seq] = (await bus.run(redis => end(redis, [keysOf(topic).row], []))) as [string, string]
      return { epoch, seq: Number(seq) }
    },

    async read(topic, after) {
      if (!ours(after)) return 'gone'
      const { row } = keysOf(topic)
      const answer = await bus.run(redis => read(redis, [row], [after.epoch, after.seq, keeps.ms]))
      if (answer === null) return 'gone'
      const [epoch, ...rest] = answer as [string, ...string[]]
      const entries: Entry[] = []
      for (let i = 0; i < rest.length; i += 4) {
        const [id = '', prev = '', at, event = ''] = rest.slice(i, i + 4)
        entries.push({ id, prev, at: Number(at), event: parseJson(event) })
      }
      const last = entries.at(-1)
      return { entries, at: last ? positionOf(last.id) : { epoch, seq: after.seq } }
    },

    hear: (topic, fn) => bus.subscribe(channels.live(topic), Heard, fn),
  }
}

export function positionOf(id: string): Position {
  const dash = id.indexOf('-')
  return { epoch: id.slice(0, dash), seq: Number(id.slice(dash + 1)) }
}

/** A position that we gave: after an entry, or (`seq` 0) in a row that was empty then, in that run of Redis. */
const ours = ({ epoch, seq }: Position) =>
  seq === 0 ? /^\d{1,15}~[0-9a-f]{1,64}$/.test(epoch) : /^\d{1,15}$/.test(epoch)

const keysOf = (topic: string) => ({ row: keys.log(topic), known: keys.logKeys(topic) })

// The hash knows the keys of exactly the entries that are in the stream: one goes with the other.
const append = script(`${luaNow}${luaRun}
local row, known = KEYS[1], KEYS[2]
local channel, key, event, max, keep = unpack(ARGV)
local before = redis.call('HGET', known, key)
if before and #redis.call('XRANGE', row, before, before) > 0 then return before end

local id, prev = string.format('%.0f-1', now), '0-0'
local last = redis.call('XREVRANGE', row, '+', '-', 'COUNT', 1)[1]
if last then
  prev = last[1]
  local epoch, seq = string.match(prev, '^(%d+)-(%d+)$')
  if last[2][6] ~= run then epoch = string.format('%.0f', math.max(now, epoch + 1)) end
  id = epoch .. '-' .. string.format('%.0f', seq + 1)
end
while redis.call('XLEN', row) >= tonumber(max) do
  local oldest = redis.call('XRANGE', row, '-', '+', 'COUNT', 1)[1]
  redis.call('HDEL', known, oldest[2][2])
  redis.call('XDEL', row, oldest[1])
end
local at = string.format('%.0f', now)
redis.call('XADD', row, id, 'key', key, 'prev', prev, 'run', run, 'at', at, 'event', event)
redis.call('HSET', known, key, id)
redis.call('PEXPIRE', row, keep)
redis.call('PEXPIRE', known, keep)
redis.call('PUBLISH', channel,
  '{"id":"' .. id .. '","prev":"' .. prev .. '","at":' .. at .. ',"event":' .. event .. '}')
return id
`)

// Of an empty row nothing is stored, so its position says when it was empty, and in which run of Redis.
const end = script(`${luaNow}${luaRun}
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if not last then return { string.format('%.0f~', now) .. run, '0' } end
local epoch, seq = string.match(last[1], '^(%d+)-(%d+)$')
return { epoch, seq }
`)

const read = script(`${luaNow}
local row, epoch, seq, keep = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3])
local from, after = '-', epoch .. '-' .. seq
if seq == '0' then
  ${luaRun}
  local emptyAt, emptyIn = string.match(epoch, '^(%d+)~(%x+)$')
  -- Within that time and in one run of Redis nothing can have come and gone.
  if emptyIn ~= run or now - emptyAt > keep then return false end
  after = '0-0'
  epoch = string.format('%.0f~', now) .. run
elseif #redis.call('XRANGE', row, after, after) > 0 then
  from = '(' .. after
end
local answer = { epoch }
local entries = redis.call('XRANGE', row, from, '+')
if #entries == 0 and from == '-' and after ~= '0-0' then return false end
for i, entry in ipairs(entries) do
  local fields = entry[2]
  if i == 1 and from == '-' and fields[4] ~= after then return false end
  for _, value in ipairs({ entry[1], fields[4], fields[8], fields[10] }) do table.insert(answer, value) end
end
return answer
`)
