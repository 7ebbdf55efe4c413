import type { Ticks } from './source.ts'

/** So many rows that are gone are remembered, for readers who have not heard of it yet. */
const tombstonesMax = 1_000

/** Rows by id, each with the stamp of its last change, so that the changes since any publication can be told. */
export function createRows<Row>(ticks: Ticks) {
  const rows = new Map<string, { row: Row; changedAt: number }>()
  const gone = new Map<string, number>()
  /** What went at or before this one is forgotten. */
  let forgottenAt = 0
  let changedAt = 0

  return {
    get changedAt() {
      return changedAt
    },
    get size() {
      return rows.size
    },
    get: (id: string): Row | undefined => rows.get(id)?.row,
    ids: () => rows.keys(),
    *values() {
      for (const { row } of rows.values()) yield row
    },
    set(id: string, row: Row) {
      changedAt = ticks.next
      gone.delete(id)
      rows.set(id, { row, changedAt })
    },
    delete(id: string) {
      if (!rows.delete(id)) return
      changedAt = ticks.next
      gone.delete(id)
      gone.set(id, changedAt)
      if (gone.size <= tombstonesMax) return
      const [oldest, at] = gone.entries().next().value!
      gone.delete(oldest)
      forgottenAt = at
    },
    /** Null when some of it is not known any more. */
    changesSince(tick: number): { set: Row[]; gone: string[] } | null {
      if (tick < forgottenAt) return null
      const set: Row[] = []
      for (const one of rows.values()) if (one.changedAt > tick) set.push(one.row)
      const left: string[] = []
      for (const [id, at] of gone) if (at > tick) left.push(id)
      return { set, gone: left }
    },
  }
}
export type Rows<Row> = ReturnType<typeof createRows<Row>>
