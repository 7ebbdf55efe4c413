/** Traffic, one value a second: bytes up and down in it, and sessions open at its end. */
export type Flow = {
  /** The first of these seconds, by Redis's clock. The last one is the second before `at`. */
  second: number
  up: number[]
  down: number[]
  open: number[]
}
/** A second whose figures changed: second, up, down, open. */
export type FlowPoint = [second: number, up: number, down: number, open: number]

/** The latest seconds that have been told of, moved on to `last`; what nobody told of was silence. */
export function applyFlow(flow: Flow, points: readonly FlowPoint[], last: number): Flow {
  const length = flow.up.length
  const first = last - length + 1
  const shift = first - flow.second
  const at = (values: number[], i: number, beyond: number) => values[i + shift] ?? beyond
  const openNow = flow.open.at(-1) ?? 0
  const next: Flow = {
    second: first,
    up: Array.from({ length }, (_, i) => at(flow.up, i, 0)),
    down: Array.from({ length }, (_, i) => at(flow.down, i, 0)),
    open: Array.from({ length }, (_, i) => at(flow.open, i, openNow)),
  }
  for (const [second, up, down, open] of points) {
    const i = second - first
    if (i < 0 || i >= length) continue
    next.up[i] = up
    next.down[i] = down
    next.open.fill(open, i)
  }
  return next
}
