import { z } from 'zod'
import { Limits } from '#protocol/limits.ts'
import { RadarBatch } from '#protocol/radar.ts'
import type { Bus } from './connect.ts'
import { parseJson } from './json.ts'
import { channels, keys } from './names.ts'
import { luaNow, script } from './script.ts'

// edge --(each second: batch)--> stream `radar:window` (the last minutes, for one who comes late or missed one)
//                            \-> channel `radar` (the same, with its place in the stream)

/**
 * A batch at its place in the window. To check a large one takes a millisecond, and after a break many come at once:
 * it is read when whoever heard it has time. Null: not as it should be, or of a newer version.
 */
export type RadarHeard = { id: string; read(): RadarBatch | null }
const heardAt = (id: string, batch: () => unknown): RadarHeard => ({
  id,
  read: () => RadarBatch.safeParse(batch()).data ?? null,
})
/** Before every place in the window. */
export const windowStart = '0-0'

/** `run` is another one after Redis was started anew; `fresh`: this is the first batch in the window. */
export type RadarSaid = { id: string; run: string; fresh: boolean }

export async function sayRadar(bus: Bus, batch: RadarBatch): Promise<RadarSaid> {
  const args = [JSON.stringify(batch), Limits.radarWindowMs, channels.radar]
  const answer = await bus.run(redis => say(redis, [keys.radarWindow], args))
  const [id, run, fresh] = answer as [string, string, number]
  return { id, run, fresh: fresh === 1 }
}

// Both at once, so that everybody hears the batches in the order of the window.
const say = script(`${luaNow}
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local fresh = 1 - redis.call('EXISTS', KEYS[1])
local from = string.format('%.0f', now - ARGV[2])
local id = redis.call('XADD', KEYS[1], 'MINID', '=', from, '*', 'batch', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[3], '{"id":"' .. id .. '","batch":' .. ARGV[1] .. '}')
return { id, run, fresh }
`)

const Said = z.object({ id: z.string().regex(/^\d+-\d+$/), batch: z.unknown() })

export const hearRadar = (bus: Bus, fn: (heard: RadarHeard) => void): Promise<() => void> =>
  bus.subscribe(channels.radar, Said, ({ id, batch }) => fn(heardAt(id, () => batch)))

/** Of one read: a batch may have 80 KB or more. */
const chunkBatches = 16

/** The next batches after this place, oldest first; `end` when there are no more. */
export async function readRadar(bus: Bus, after: string) {
  const entries = await bus.run(redis =>
    redis.xrange(keys.radarWindow, `(${after}`, '+', 'COUNT', chunkBatches),
  )
  return {
    heard: entries.map(([id, [, text]]) => heardAt(id, () => parseJson(text ?? ''))),
    last: entries.at(-1)?.[0] ?? after,
    end: entries.length < chunkBatches,
  }
}
