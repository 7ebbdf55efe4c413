import { applyRows, type Told } from './live/telemetry.ts'
import type { Homes, Online, SystemProcess } from './rest/staff.ts'

/**
 * The `system` topic: all processes at first, then each second those that said something or fell silent. `online` and
 * `homes` are null while they are not known.
 */
export type SystemSnapshot = Told & { processes: SystemProcess[]; online: Online | null; homes: Homes | null }
export type SystemDelta = Told & {
  changed: SystemProcess[]
  gone: string[]
  online: Online | null
  homes: Homes | null
}

/** Both ends apply a delta the same way. */
export function applySystem(view: SystemSnapshot, delta: SystemDelta): SystemSnapshot {
  const { at, wholeSince, online, homes } = delta
  const processes = applyRows(view.processes, { set: delta.changed, gone: delta.gone })
  processes.sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id))
  return { at, wholeSince, processes, online, homes }
}
