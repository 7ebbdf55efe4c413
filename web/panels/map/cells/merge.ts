import { type Cells, unit } from './columns.ts'

/** Middles that are nearer to each other than this are shown as one, at the level's own zoom. */
export const nearPixels = 56
const cellPixels = 64

/**
 * Which cells are shown as one: the fullest takes its neighbours first. By their fullness and then by their keys, so the
 * same nodes are always shown alike, in whichever order they came.
 */
export function merge(
  cells: Cells,
  byKey: ReadonlyMap<number, number>,
  { across, single }: { across: number; single: boolean },
): { first: Int32Array; count: number } {
  const order = Int32Array.from(byKey.values())
  const { key, count, sumX, sumY, owner, following, whole, wholeX, wholeY } = cells
  for (const cell of order) owner[cell] = -1
  if (!single) order.sort((a, b) => count[b]! - count[a]! || key[a]! - key[b]!)
  const near = ((nearPixels / cellPixels / across) * unit) ** 2
  const first = new Int32Array(order.length)
  let found = 0
  for (const seed of order) {
    if (owner[seed]! >= 0) continue
    first[found++] = seed
    owner[seed] = seed
    following[seed] = -1
    whole[seed] = count[seed]!
    wholeX[seed] = sumX[seed]!
    wholeY[seed] = sumY[seed]!
    if (single) continue
    const [x, y] = [sumX[seed]! / count[seed]!, sumY[seed]! / count[seed]!]
    const [column, row] = [key[seed]! % across, Math.floor(key[seed]! / across)]
    for (let r = Math.max(0, row - 1); r <= Math.min(across - 1, row + 1); r++) {
      for (let c = Math.max(0, column - 1); c <= Math.min(across - 1, column + 1); c++) {
        const other = byKey.get(r * across + c)
        if (other === undefined || owner[other]! >= 0) continue
        const dx = sumX[other]! / count[other]! - x
        const dy = sumY[other]! / count[other]! - y
        if (dx * dx + dy * dy >= near) continue
        owner[other] = seed
        following[other] = following[seed]!
        following[seed] = other
        whole[seed] += count[other]!
        wholeX[seed] += sumX[other]!
        wholeY[seed] += sumY[other]!
      }
    }
  }
  return { first, count: found }
}
