import type { Bus } from '#bus/connect.ts'
import { onProcess, readProcesses } from '#bus/processes.ts'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { type ProcessSign, type ProcessState, stateOf } from '#protocol/process.ts'
import type { Homes, SystemProcess, SystemView } from '#protocol/rest/staff.ts'
import type { SystemDelta, SystemSnapshot } from '#protocol/system.ts'
import { topics } from '#protocol/topics.ts'
import type { Presence } from '../live/presence.ts'
import { createRows } from '../live/rows.ts'
import type { TelemetrySource, Ticks } from '../live/source.ts'

/** `heardAt` is by this process's own clock, which no other host sets: a sign's `at` may be minutes off. */
type Entry = { sign: ProcessSign; heardAt: number; said: ProcessState | null; fresh: boolean }

/** Every process's last sign of life, and what changed: heard from, fallen silent, forgotten. */
export async function createSystemWatch(o: {
  bus: Bus
  presence: Pick<Presence, 'online'>
  /** Whether homes are closed, as last known. */
  homes: () => Homes | null
  ticks: Ticks
  log: Log
  now?: () => number
}) {
  const { bus, presence, homes, ticks, log, now = () => performance.now() } = o
  const signs = new Map<string, Entry>()
  const rows = createRows<SystemProcess>(ticks)
  /** The list is read and everything since is heard. */
  let wholeSince: number | null = null
  /** What is told beside the rows, and the stamp of its latest change. */
  let beside = ''
  let besideAt = 0

  /** What is heard comes in the order in which it was said; what was read may be older than what was heard. */
  function hear(sign: ProcessSign, heardAt = now()) {
    const known = signs.get(sign.id)
    if (known && known.heardAt > heardAt) return
    if (!known && signs.size >= topics.system.rows) return
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

  /** Once a second: silence is a change that nobody tells of. */
  function look() {
    if (bus.up && wholeSince === null) refill()
    for (const [id, entry] of signs) {
      const ageMs = now() - entry.heardAt
      const state = stateOf(entry.sign, ageMs)
      const forget = ageMs > Limits.heartbeatKeepMs
      // An orderly stop is a good-bye: nobody has to be told for ten minutes that it is silent.
      const left = entry.sign.stopping && state === 'silent'
      if (forget || left) {
        signs.delete(id)
        rows.delete(id)
      } else if (entry.fresh || state !== entry.said) {
        entry.fresh = false
        entry.said = state
        rows.set(id, shown(entry, state))
      }
    }
    const is = JSON.stringify([wholeSince, presence.online, homes()])
    if (is === beside) return
    beside = is
    besideAt = ticks.next
  }

  const source: TelemetrySource = {
    get changedAt() {
      return Math.max(rows.changedAt, besideAt)
    },
    snapshot: (): SystemSnapshot => view(),
    changesSince(tick): SystemDelta | null {
      const changes = rows.changesSince(tick)
      if (!changes) return null
      const { online } = presence
      return { at: Date.now(), wholeSince, changed: changes.set, gone: changes.gone, online, homes: homes() }
    },
  }

  function view(): SystemView {
    const processes = [...signs.values()].map(entry =>
      shown(entry, stateOf(entry.sign, now() - entry.heardAt)),
    )
    processes.sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id))
    return { at: Date.now(), wholeSince, processes, online: presence.online, homes: homes() }
  }

  return {
    source,
    view,
    look,
    stop() {
      stopHearing()
      stopWatching()
    },
  }
}
export type SystemWatch = Awaited<ReturnType<typeof createSystemWatch>>
