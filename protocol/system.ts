import type { Told } from './live/telemetry.ts'
import type { Online, SystemProcess } from './rest/staff.ts'

/**
 * The `system` topic: all processes at first, then each second those that said something or fell silent. `online` is
 * null while it is not known.
 */
export type SystemSnapshot = Told & { processes: SystemProcess[]; online: Online | null }
export type SystemDelta = Told & { changed: SystemProcess[]; gone: string[]; online: Online | null }

/** Both ends apply a delta the same way. */
export function applySystem(view: SystemSnapshot, delta: SystemDelta): SystemSnapshot {
  const { at, wholeSince, online } = delta
  const touched = new Set([...delta.gone, ...delta.changed.map(p => p.id)])
  const processes = [...view.processes.filter(p => !touched.has(p.id)), ...delta.changed]
  processes.sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id))
  return { at, wholeSince, processes, online }
}
