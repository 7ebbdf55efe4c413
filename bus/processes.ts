import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Limits } from '#protocol/limits.ts'
import { type LiveFigures, type ProcessKind, ProcessSign } from '#protocol/process.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import { version } from '#kit/version.ts'
import type { VitalsWatch } from '#kit/vitals.ts'
import { BusDown } from './bus-down.ts'
import type { Bus } from './connect.ts'
import { parseJson } from './json.ts'
import { channels, keys } from './names.ts'
import { luaNow, script } from './script.ts'

// process --(each second: sign)--> hash `processes` (who is there, for one who comes late)
//                              \-> channel `processes` (what changed, for those who listen)

/** Unique among what runs now, and says at a glance what and where: `hub@host-a:4711`. */
export const processId = (kind: ProcessKind): string => `${kind}@${hostname()}:${process.pid}`

export type Heartbeat = {
  /** Says so at once, so that nobody waits for the next beat. */
  setStopping(): Promise<void>
  /** The last word: takes itself off the list. */
  stop(): Promise<void>
}

export function startHeartbeat(
  bus: Bus,
  o: {
    kind: ProcessKind
    id: string
    region?: string | null
    needs: () => Record<string, boolean>
    vitals: VitalsWatch
    /** Of a hub; asked once a sign. */
    live?: () => LiveFigures | null
    log: Log
  },
): Heartbeat {
  const startedAt = Math.round(Date.now() - process.uptime() * 1000)
  let stopping = false

  const sign = (): ProcessSign => ({
    id: o.id,
    kind: o.kind,
    host: hostname(),
    pid: process.pid,
    region: o.region ?? null,
    version,
    startedAt,
    at: Date.now(),
    stopping,
    ...o.vitals.read(),
    needs: o.needs(),
    live: o.live?.() ?? null,
  })

  async function beat(keep: boolean): Promise<void> {
    const said = sign()
    try {
      await bus.run(async redis => {
        const text = JSON.stringify(said)
        if (keep) await enter(redis, [keys.processes], [o.id, text, Limits.heartbeatKeepMs])
        else await redis.hdel(keys.processes, o.id)
        await redis.publish(channels.processes, text)
      })
    } catch (err) {
      // The bus has said that Redis is away; a heart that stops beating is what others see of it.
      if (!(err instanceof BusDown)) throw err
    }
  }

  const stopBeating = every(Limits.heartbeatMs, () => beat(true), { log: o.log, unref: true })
  const first = beat(true).catch((err: unknown) => o.log.error({ err }, 'no first heartbeat'))

  /** An orderly stop must not hang on a Redis that does not answer. */
  const briefly = (work: Promise<unknown>) =>
    Promise.race([work, sleep(Limits.heartbeatMs, undefined, { ref: false })]).then(() => {})

  return {
    setStopping() {
      stopping = true
      return briefly(beat(true))
    },
    stop() {
      stopping = true
      return briefly(Promise.all([first, stopBeating()]).then(() => beat(false)))
    },
  }
}

// An entry begins with when Redis got it: the clocks of hosts differ, and may differ by more than silence takes.
const enter = script(`${luaNow}
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f ', now) .. ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
`)

const read = script(`${luaNow}
local entries, known = redis.call('HGETALL', KEYS[1]), {}
for i = 1, #entries, 2 do
  local at, sign = string.match(entries[i + 1], '^(%d+) (.*)$')
  if at and now - at <= tonumber(ARGV[1]) then
    table.insert(known, math.max(0, now - at))
    table.insert(known, sign)
  else
    redis.call('HDEL', KEYS[1], entries[i])
  end
end
return known
`)

/** Its last sign, and how long ago Redis got it. */
export type KnownProcess = ProcessSign & { ageMs: number }

/** Every process that gave a sign of life within `Limits.heartbeatKeepMs`; older ones are swept out here. */
export async function readProcesses(bus: Bus): Promise<KnownProcess[]> {
  const answer = await bus.run(redis => read(redis, [keys.processes], [Limits.heartbeatKeepMs]))
  const known = answer as (number | string)[]
  const processes: KnownProcess[] = []
  for (let i = 0; i < known.length; i += 2) {
    // What a newer version says may not be ours to read; it is not ours to sweep out either.
    const sign = ProcessSign.safeParse(parseJson(String(known[i + 1])))
    if (sign.success) processes.push({ ...sign.data, ageMs: Number(known[i]) })
  }
  return processes.sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id))
}

/** Each sign as it is given. `stopping` in the last one; afterwards silence. */
export const onProcess = (bus: Bus, fn: (sign: ProcessSign) => void): Promise<() => void> =>
  bus.subscribe(channels.processes, ProcessSign, fn)
