export type Backoff = { baseMs: number; maxMs: number; random?: () => number }

/** Exponential with full jitter: anywhere between nothing and the doubled wait, so that a crowd spreads. */
export function fullJitter(failures: number, { baseMs, maxMs, random = Math.random }: Backoff): number {
  return Math.round(random() * Math.min(maxMs, baseMs * 2 ** Math.min(failures, 30)))
}
