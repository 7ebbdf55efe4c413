/** A scale from nothing to `top`, in steps that people count in. */
export type Scale = { top: number; ticks: readonly number[] }

const lines = 4
const round = [1, 2, 5, 10] as const

/** The smallest scale of at most four equal, round steps that `most` fits in. */
export function scaleOf(most: number, atLeast = 1): Scale {
  const wanted = Math.max(most, atLeast) / lines
  const power = 10 ** Math.floor(Math.log10(wanted))
  // Of counts, so never less than one. The tiny bit keeps 0.1 + 0.2 from looking like more than 0.3.
  const step = Math.max(1, (round.find(it => it * power >= wanted * (1 - 1e-9)) ?? 10) * power)
  const count = Math.max(1, Math.ceil(Math.max(most, atLeast) / step - 1e-9))
  return { top: step * count, ticks: Array.from({ length: count + 1 }, (_, i) => i * step) }
}

/** As live figures come: it grows at once, and shrinks only when more than half of it has been empty. */
export function steadyScale(before: Scale | null, most: number, atLeast = 1): Scale {
  const next = scaleOf(most, atLeast)
  const keeps = before !== null && next.top <= before.top && next.top * 2 > before.top
  return keeps ? before : next
}
