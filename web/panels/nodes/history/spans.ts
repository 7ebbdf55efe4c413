import type { NodeHistory } from '#protocol/rest/nodes.ts'

/** A stretch of time in which something was so; in milliseconds. */
export type Span<W> = { from: number; to: number; what: W }
export type BatteryPoint = { at: number; level: number; charging: boolean }
type State = NodeHistory['states'][number]

/** A row comes with each change and at least so often: after that nobody knows. */
const rowKeepsMs = 15 * 60_000

/** Each row holds until the next one, or until it is too old to be believed. */
const until = (states: readonly State[], i: number, to: number): number => {
  const next = states[i + 1]
  return Math.min(Date.parse(states[i]!.at) + rowKeepsMs, next ? Date.parse(next.at) : to, to)
}

/** Lines of battery level: a new one begins after each time that nothing was told of. */
export function batteryLines(states: readonly State[], to: number): BatteryPoint[][] {
  const lines: BatteryPoint[][] = []
  let end = -Infinity
  states.forEach(({ at, battery }, i) => {
    if (battery?.level == null) return void (end = -Infinity)
    const time = Date.parse(at)
    const point = { at: time, level: battery.level, charging: battery.charging }
    if (time > end) lines.push([])
    lines.at(-1)!.push(point)
    end = until(states, i, to)
    const next = states[i + 1]
    // Of a lone row as well there is something to see.
    if (next?.battery?.level == null || Date.parse(next.at) > end) lines.at(-1)!.push({ ...point, at: end })
  })
  return lines
}

/** What holds of each row, in stretches; equal ones that touch are one. */
export function spansOf<W>(states: readonly State[], to: number, of: (state: State) => W | null): Span<W>[] {
  const spans: Span<W>[] = []
  states.forEach((state, i) => {
    const what = of(state)
    if (what === null) return
    const from = Date.parse(state.at)
    const last = spans.at(-1)
    const end = until(states, i, to)
    if (last && last.what === what && last.to >= from) last.to = end
    else spans.push({ from, to: end, what })
  })
  return spans
}

/** When it was there: visits cut to the time that is looked at, and which share of it that is. */
export function presenceOf(visits: NodeHistory['visits'], from: number, to: number) {
  const spans = visits
    .map(it => ({
      from: Math.max(from, Date.parse(it.from)),
      to: Math.min(to, it.to === null ? to : Date.parse(it.to)),
      what: 'there' as const,
    }))
    .filter(it => it.to > it.from)
    .sort((a, b) => a.from - b.from)
  let covered = 0
  let end = from
  for (const it of spans) {
    covered += Math.max(0, it.to - Math.max(end, it.from))
    end = Math.max(end, it.to)
  }
  return { spans, share: to > from ? covered / (to - from) : 0 }
}
