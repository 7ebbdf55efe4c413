/**
 * How the live chart moves. The layer with the drawing is moved by the compositor, from the second that its right
 * edge shows to the newest one that is known, so it goes at the screen's own rate while nothing of ours runs.
 *
 *   known seconds ──────────────┤ last
 *   the edge shows ────────┤ shown ─▶ goes on to `last`, and stands there when nothing more is heard
 *
 * All in seconds of the hub's clock; only durations are this device's.
 */
export type Slide = { from: number; to: number; ms: number }

/** So far behind the hub's clock the edge stays, that the next second is there before the last one is used up. */
export const behindSeconds = 1.4
/** Further away than this it does not hurry: it jumps. */
const jumpSeconds = 3
/** How much faster or slower than time it may go to be where it should. */
const mostDrift = 0.3

/** From where the edge is to the end of what is known; faster or slower until it is where it should be. */
export function planSlide(o: { shown: number | null; hubNow: number; last: number }): Slide {
  const due = Math.min(o.hubNow - behindSeconds, o.last)
  const { shown } = o
  const from = shown === null || Math.abs(due - shown) > jumpSeconds ? due : Math.min(shown, o.last)
  const drift = Math.min(mostDrift, Math.max(-mostDrift, (due - from) / 2))
  return { from, to: o.last, ms: Math.round(((o.last - from) * 1000) / (1 + drift)) }
}

/** Where the edge is `elapsed` milliseconds later. */
export const shownAt = ({ from, to, ms }: Slide, elapsed: number): number =>
  ms <= 0 || elapsed >= ms ? to : from + ((to - from) * Math.max(0, elapsed)) / ms

/** The hub's clock as messages tell of it: each is late by a little, so the estimate follows slowly. */
export function followClock(before: number | null, offset: number): number {
  return before === null || Math.abs(offset - before) > 2_000 ? offset : before + (offset - before) / 10
}
