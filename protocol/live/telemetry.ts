/** Begins every snapshot and every delta of a telemetry topic. */
export type Told = {
  /** When it was true, by the hub's clock. */
  at: number
  /** Since when the hub itself has heard everything there was to hear; null while it hears nothing. */
  wholeSince: number | null
}

/** Nothing has changed: that it is still so is all that was said. */
export const isQuiet = (delta: object): delta is Told =>
  Object.keys(delta).every(key => key === 'at' || key === 'wholeSince')

/** Rows of a table that changed, whole, and the ids of those that are no longer in it. */
export type RowsDelta<Row> = { set: Row[]; gone: string[] }

export function applyRows<Row extends { id: string }>(rows: readonly Row[], delta: RowsDelta<Row>): Row[] {
  const touched = new Set(delta.gone)
  for (const row of delta.set) touched.add(row.id)
  return [...rows.filter(row => !touched.has(row.id)), ...delta.set]
}
