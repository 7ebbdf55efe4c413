/** Rows of a list that changes by itself, as somebody can read it. */
export type Steady<Row> = {
  rows: readonly Row[]
  /** Those that are over and still keep their place. */
  gone: ReadonlySet<string>
  sortedAt: number
}
type Now<Row> = {
  rows: readonly Row[]
  compare: (a: Row, b: Row) => number
  /** Somebody points at a row: nothing moves under the pointer. */
  held: boolean
  now: number
  /** So long rows keep their order anyway. */
  everyMs: number
  /** While it is held no more than this is shown. */
  most: number
}

/** New rows come at the end until the order is made anew; while it is held, rows that are over keep their place. */
export function steady<Row extends { id: string }>(before: Steady<Row> | null, it: Now<Row>): Steady<Row> {
  const { held, now } = it
  const due = !before || (!held && now - before.sortedAt >= it.everyMs)
  if (due) return { rows: [...it.rows].sort(it.compare), gone: new Set(), sortedAt: now }
  const left = new Map(it.rows.map(row => [row.id, row]))
  const rows: Row[] = []
  const gone = new Set<string>()
  for (const row of before.rows) {
    const same = left.get(row.id)
    left.delete(row.id)
    if (same) rows.push(same)
    else if (held) {
      rows.push(row)
      gone.add(row.id)
    }
  }
  const fresh = [...left.values()].sort(it.compare)
  rows.push(...(held ? fresh.slice(0, Math.max(0, it.most - rows.length)) : fresh))
  return { rows, gone, sortedAt: before.sortedAt }
}
