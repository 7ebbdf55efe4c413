import type { Bus } from '#bus/connect.ts'
import { onProcess, readProcesses } from '#bus/processes.ts'
import { every } from '#kit/timers.ts'
import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { type ProcessSign, type ProcessState, stateOf } from '#protocol/process.ts'
import type { SystemProcess, SystemView } from '#protocol/rest/staff.ts'
import type { SystemDelta } from '#protocol/system.ts'

/** Every process's last sign of life, and each second what changed: heard from, fallen silent, forgotten. */
export async function createSystemWatch({ bus, log }: { bus: Bus; log: Log }) {
  const signs = new Map<string, { sign: ProcessSign; said: ProcessState | null; fresh: boolean }>()
  const listeners = new Set<(delta: SystemDelta) => void>()

  function hear(sign: ProcessSign) {
    const known = signs.get(sign.id)
    if (known && known.sign.at > sign.at) return
    signs.set(sign.id, { sign, said: known?.said ?? null, fresh: true })
  }
  async function fill() {
    for (const sign of await readProcesses(bus)) hear(sign)
  }
  const refill = () => void fill().catch(err => log.warn({ err }, 'processes not read'))
  const stopHearing = await onProcess(bus, hear)
  const stopWatching = bus.onChange(up => up && refill())
  if (bus.up) refill()

  function tick() {
    const at = Date.now()
    const changed: SystemProcess[] = []
    const gone: string[] = []
    for (const [id, entry] of signs) {
      const state = stateOf(entry.sign, at)
      const forget = at - entry.sign.at > Limits.heartbeatKeepMs
      // An orderly stop is a good-bye: nobody has to be told for ten minutes that it is silent.
      const left = entry.sign.stopping && state === 'silent'
      if (forget || left) {
        signs.delete(id)
        gone.push(id)
      } else if (entry.fresh || state !== entry.said) {
        entry.fresh = false
        entry.said = state
        changed.push({ ...entry.sign, state })
      }
    }
    if (changed.length === 0 && gone.length === 0) return
    for (const listener of listeners) listener({ at, changed, gone })
  }
  const stopTicking = every(1_000, tick, { log })

  return {
    view(): SystemView {
      const at = Date.now()
      const processes = [...signs.values()].map(({ sign }) => ({ ...sign, state: stateOf(sign, at) }))
      processes.sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id))
      return { at, processes }
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
