import type { Ticks } from '../live/source.ts'
import { networkLimits } from './limits.ts'

/** So many publications back is it known which second was the newest one then. */
const remembered = networkLimits.windowSeconds

/** Which second is the newest one that is told of, now and as of each publication. */
export function createTime(ticks: Ticks, now: () => number) {
  const lastAt = new Map<number, number>()
  let last = 0
  let movedAt = 0
  let turn = 0

  function newest(): number {
    last = Math.max(last, Math.floor((now() - networkLimits.settleMs) / 1_000) - 1)
    return last
  }
  return {
    now: () => Math.floor(now()),
    /** The newest second that is over. */
    get last() {
      return newest()
    },
    /** The stamp of when it was last seen to move on. */
    get movedAt() {
      return movedAt
    },
    /** Goes up before each publication: what is made for readers is made once in a turn. */
    get turn() {
      return turn
    },
    tick(): void {
      turn++
      const before = last
      if (newest() > before) movedAt = ticks.next
      lastAt.set(ticks.next, last)
      lastAt.delete(ticks.next - remembered)
    },
    /** A reader of that publication was told of this second, or of a later one. */
    knownAt: (tick: number): number => lastAt.get(tick) ?? -Infinity,
  }
}
export type Time = ReturnType<typeof createTime>
