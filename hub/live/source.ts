/**
 * Counts what the hub has published. What changes between two publications is stamped with `next`, the number of
 * the one that will tell of it.
 */
export type Ticks = { readonly next: number }

/** What stands behind a telemetry topic: it knows the whole, and what has changed since any publication. */
export type TelemetrySource = {
  /** The stamp of its latest change. */
  readonly changedAt: number
  /** Everything, as of now. */
  snapshot(): object
  /** Everything stamped later than `tick`, as of now; null when it does not know that any more. Told twice, it does
   *  no harm: it is what is, not what happened. */
  changesSince(tick: number): object | null
  /** Nobody reads it any more. */
  release?(): void
}
