import { createGone } from './gone.ts'
import type { Ticks } from './source.ts'

/** So many rows that are gone are remembered. */
const goneMax = 1_000

/** Rows by id, each with the stamp of its last change, so that the changes since any publication can be told. */
export function createRows<Row>(ticks: Ticks) {
  const rows = new Map<string, { row: Row; changedAt: number }>()
  const gone = createGone<string>(goneMax)
  let changedAt = 0

  return {
    get changedAt() {
      return changedAt
    },
    *values() {
      for (const { row } of rows.values()) yield row
    },
    set(id: string, row: Row) {
      changedAt = ticks.next
      gone.returns(id)
      rows.set(id, { row, changedAt })
    },
    delete(id: string) {
      if (!rows.delete(id)) return
      changedAt = ticks.next
      gone.leaves(id, changedAt)
    },
    /** Null when some of it is not known any more. */
    changesSince(tick: number): { set: Row[]; gone: string[] } | null {
      const left = gone.since(tick)
      if (!left) return null
      const set: Row[] = []
      for (const one of rows.values()) if (one.changedAt > tick) set.push(one.row)
      return { set, gone: left }
    },
  }
}
export type Rows<Row> = ReturnType<typeof createRows<Row>>
