import type { Box } from '../gl/camera.ts'

/** The smallest box around them; over the date line when that is the shorter way. */
export function boxOf(spots: readonly { x: number; y: number }[]): Box {
  const xs = spots.map(it => it.x).sort((a, b) => a - b)
  const ys = spots.map(it => it.y)
  // The widest gap between neighbours is what is not shown.
  let [gap, at] = [1 - (xs.at(-1)! - xs[0]!), 0]
  for (let i = 1; i < xs.length; i++) {
    const wide = xs[i]! - xs[i - 1]!
    if (wide > gap) [gap, at] = [wide, i]
  }
  const left = xs[at]!
  const right = at === 0 ? xs.at(-1)! : xs[at - 1]! + 1
  return {
    left,
    right,
    top: ys.reduce((a, b) => Math.min(a, b)),
    bottom: ys.reduce((a, b) => Math.max(a, b)),
  }
}
