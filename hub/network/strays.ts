import { networkLimits } from './limits.ts'

/**
 * Rows of sessions that nobody has told of in full yet: the beginning of the window may hold them, and so may what
 * follows a lost batch. They are counted, in their own seconds, as soon as it is known for whom.
 */
export function createStrays() {
  /** edge -> number -> second, up, down; second, up, down; … */
  const edges = new Map<string, Map<number, number[]>>()
  let count = 0

  return {
    keep(edge: string, n: number, second: number, up: number, down: number): void {
      if (count >= networkLimits.strayRows) return
      const known = edges.get(edge) ?? new Map<number, number[]>()
      edges.set(edge, known)
      const rows = known.get(n)
      if (rows) rows.push(second, up, down)
      else known.set(n, [second, up, down])
      count++
    },
    take(edge: string, n: number, fn: (second: number, up: number, down: number) => void): void {
      const known = edges.get(edge)
      const rows = known?.get(n)
      if (!known || !rows) return
      known.delete(n)
      count -= rows.length / 3
      for (let i = 0; i < rows.length; i += 3) fn(rows[i]!, rows[i + 1]!, rows[i + 2]!)
    },
    drop(edge: string): void {
      for (const rows of edges.get(edge)?.values() ?? []) count -= rows.length / 3
      edges.delete(edge)
    },
    /** Those whose last row is older than that will not be told of any more. */
    sweep(oldest: number): void {
      for (const known of edges.values())
        for (const [n, rows] of known) {
          if (rows.at(-3)! >= oldest) continue
          known.delete(n)
          count -= rows.length / 3
        }
    },
  }
}
