import type { Bus } from '#bus/connect.ts'
import { onProcess, readProcesses } from '#bus/processes.ts'
import { every } from '#kit/timers.ts'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { type ProcessSign, type ProcessState, stateOf } from '#protocol/process.ts'
import type { SystemProcess, SystemView } from '#protocol/rest/staff.ts'
import type { SystemDelta } from '#protocol/system.ts'
import type { Presence } from '../live/presence.ts'

/** `heardAt` is by this process's own clock, which no other host sets: a sign's `at` may be minutes off. */
type Entry = { sign: ProcessSign; heardAt: number; said: ProcessState | null; fresh: boolean }

/** Every process's last sign of life, and each second what changed: heard from, fallen silent, forgotten. */
export async function createSystemWatch(o: {
  bus: Bus
  presence: Pick<Presence, 'online'>
  log: Log
  now?: () => number
}) {
  const { bus, presence, log, now = () => performance.now() } = o
  const signs = new Map<string, Entry>()
  const listeners = new Set<(delta: SystemDelta) => void>()
  /** The list is read and everything since is heard. */
  let wholeSince: number | null = null
  let said = ''

  /** What is heard comes in the order in which it was said; what was read may be older than what was heard. */
  function hear(sign: ProcessSign, heardAt = now()) {
    const known = signs.get(sign.id)
    if (known && known.heardAt > heardAt) return
    signs.set(sign.id, { sign, heardAt, said: known?.said ?? null, fresh: true })
  }
  async function fill() {
    const askedAt = now()
    for (const { ageMs, ...sign } of await readProcesses(bus)) hear(sign, askedAt - ageMs)
  }
  /** With its times moved to this host's clock, so that ages and uptimes are right wherever they are shown. */
  function shown({ sign, heardAt }: Entry, state: ProcessState): SystemProcess {
    const at = Math.round(Date.now() - (now() - heardAt))
    return { ...sign, at, startedAt: at - (sign.at - sign.startedAt), state }
  }
  let outages = 0
  function refill() {
    const during = outages
    fill().then(
      () => during === outages && bus.up && (wholeSince ??= Date.now()),
      err => log.warn({ err }, 'processes not read'),
    )
  }
  const stopHearing = await onProcess(bus, sign => hear(sign))
  const stopWatching = bus.onChange(up => {
    if (up) return refill()
    outages++
    wholeSince = null
  })
  if (bus.up) refill()

  function tick() {
    if (bus.up && wholeSince === null) refill()
    const changed: SystemProcess[] = []
    const gone: string[] = []
    for (const [id, entry] of signs) {
      const ageMs = now() - entry.heardAt
      const state = stateOf(entry.sign, ageMs)
      const forget = ageMs > Limits.heartbeatKeepMs
      // An orderly stop is a good-bye: nobody has to be told for ten minutes that it is silent.
      const left = entry.sign.stopping && state === 'silent'
      if (forget || left) {
        signs.delete(id)
        gone.push(id)
      } else if (entry.fresh || state !== entry.said) {
        entry.fresh = false
        entry.said = state
        changed.push(shown(entry, state))
      }
    }
    const { online } = presence
    const rest = JSON.stringify([wholeSince, online])
    if (changed.length === 0 && gone.length === 0 && rest === said) return
    said = rest
    for (const listener of listeners) listener({ at: Date.now(), wholeSince, changed, gone, online })
  }
  const stopTicking = every(1_000, tick, { log })

  return {
    view(): SystemView {
      const processes = [...signs.values()].map(entry =>
        shown(entry, stateOf(entry.sign, now() - entry.heardAt)),
      )
      processes.sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id))
      return { at: Date.now(), wholeSince, processes, online: presence.online }
    },
    onDelta(listener: (delta: SystemDelta) => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      void stopTicking()
      stopHearing()
      stopWatching()
    },
  }
}
export type SystemWatch = Awaited<ReturnType<typeof createSystemWatch>>
