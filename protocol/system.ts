import { applyRows, type Told } from './live/telemetry.ts'
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
  const processes = applyRows(view.processes, { set: delta.changed, gone: delta.gone })
  processes.sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id))
  return { at, wholeSince, processes, online }
}
