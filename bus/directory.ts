import { z } from 'zod'
import { DirectoryEntry, type DirectoryKind, directoryKinds } from '#protocol/directory.ts'
import type { Bus } from './connect.ts'
import { parseJson } from './json.ts'
import { channels, keys } from './names.ts'
import { luaRun, script } from './script.ts'

// hub --(a row of PostgreSQL changed: entry)--> hash `{directory}:<kind>` (for one who comes late)
//                                          \--> channel `directory`, numbered (for the edges)

/** Of one script and one message. */
const chunkEntries = 200
const scanCount = 1_000

export const DirectorySaid = z.object({ run: z.string(), seq: z.int(), entries: z.array(DirectoryEntry) })
export type DirectorySaid = z.infer<typeof DirectorySaid>

/** Keeps them, unless a newer word of the same thing is there, and tells the edges. */
export async function putDirectory(bus: Bus, entries: readonly DirectoryEntry[]): Promise<void> {
  for (let i = 0; i < entries.length; i += chunkEntries) {
    const chunk = entries.slice(i, i + chunkEntries)
    const args = chunk.flatMap(it => [kindAt(it.kind), it.id, it.revision, JSON.stringify(it)])
    await bus.run(redis => put(redis, allKeys, [channels.directory, ...args]))
  }
}

const allKeys = [keys.directorySeq, ...directoryKinds.map(keys.directory)]
/** Its key, as Lua counts, behind the first one. */
const kindAt = (kind: DirectoryKind) => directoryKinds.indexOf(kind) + 2

// An equal revision is put again: it is the same, and whoever missed it hears it.
const put = script(`${luaRun}
local told = {}
for i = 2, #ARGV, 4 do
  local key, id, revision, entry = KEYS[tonumber(ARGV[i])], ARGV[i + 1], tonumber(ARGV[i + 2]), ARGV[i + 3]
  local known = redis.call('HGET', key, id)
  if not known or tonumber(string.match(known, '^%d+')) <= revision then
    redis.call('HSET', key, id, ARGV[i + 2] .. ' ' .. entry)
    told[#told + 1] = entry
  end
end
if #told == 0 then return 0 end
local seq = redis.call('INCR', KEYS[1])
redis.call('PUBLISH', ARGV[1], '{"run":"' .. run .. '","seq":' .. seq .. ',"entries":[' .. table.concat(told, ',') .. ']}')
return #told
`)

/** Where the directory stands; `filled` when everything is in it that PostgreSQL had when this run of Redis began. */
export type DirectoryMark = { run: string; seq: number; filled: boolean }

export async function readDirectoryMark(bus: Bus): Promise<DirectoryMark> {
  const answer = await bus.run(redis => mark(redis, [keys.directorySeq, keys.directoryFilled], []))
  const [run, seq, filled] = answer as [string, string | null, string | null]
  return { run, seq: Number(seq ?? 0), filled: filled === run }
}
const mark = script(`${luaRun}
return { run, redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]) }
`)

/** Puts everything there is, and then says that it is whole, unless Redis has begun anew meanwhile. */
export async function fillDirectory(bus: Bus, all: AsyncIterable<DirectoryEntry[]>): Promise<void> {
  const { run } = await readDirectoryMark(bus)
  for await (const entries of all) await putDirectory(bus, entries)
  await bus.run(redis => fill(redis, [keys.directoryFilled, keys.directorySeq], [run]))
}
// The number goes up, so that whoever waits for it to be filled looks again.
const fill = script(`${luaRun}
if run ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], run)
redis.call('INCR', KEYS[2])
return 1
`)

export const hearDirectory = (bus: Bus, fn: (said: DirectorySaid) => void): Promise<() => void> =>
  bus.subscribe(channels.directory, DirectorySaid, fn)

/** All that is kept of a kind, some at a time; what a newer version wrote and this one cannot read is left out. */
export async function* readDirectory(bus: Bus, kind: DirectoryKind): AsyncGenerator<DirectoryEntry[]> {
  for (let cursor = '0', first = true; first || cursor !== '0'; first = false) {
    const from = cursor
    const [next, pairs] = await bus.run(redis => redis.hscan(keys.directory(kind), from, 'COUNT', scanCount))
    yield pairs.flatMap((text, i) => {
      if (i % 2 === 0) return []
      return DirectoryEntry.safeParse(parseJson(text.slice(text.indexOf(' ') + 1))).data ?? []
    })
    cursor = next
  }
}

/** What is over, such as a pass, is not kept for ever. */
export async function dropFromDirectory(
  bus: Bus,
  kind: DirectoryKind,
  ids: readonly string[],
): Promise<void> {
  if (ids.length > 0) await bus.run(redis => redis.hdel(keys.directory(kind), ...ids))
}
