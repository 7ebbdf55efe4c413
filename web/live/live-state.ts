/** How the one socket of a page is doing. */
export type ByeNote = { code: number; text: string }
export type LiveState = {
  phase: 'connecting' | 'open' | 'waiting' | 'stopped'
  since: number
  /** When the next attempt begins, while waiting. */
  retryAt: number | null
  /** Attempts that failed in a row. */
  failures: number
  /** What the hub said when it last closed. */
  bye: ByeNote | null
}

/**
 * Why a view is `stale`: the connection is lost, numbers were missing and are asked for, the hub itself hears nothing,
 * or the topic has fallen silent.
 */
export type StaleCode = 'lost' | 'gap' | 'source' | 'quiet'

/** How one topic is doing. All times are by this device's clock. */
export type TopicState = {
  /** `current` misses nothing since `since`; `stale` shows what was true at `asOf`. */
  phase: 'waiting' | 'current' | 'stale' | 'refused'
  since: number
  /** Why it is stale, or the hub's code for refusing it. */
  code: string | null
  /** When something of this topic was last heard. */
  heardAt: number | null
  /** When what is shown was last known to be true. */
  asOf: number | null
  /** Of telemetry: since when the hub's own view has had no hole; null while it hears nothing, or says nothing of it. */
  wholeSince: number | null
  /** Holes in the numbers that were noticed, times that all that was missed was told, and times that it was too much. */
  gaps: number
  resumed: number
  resets: number
}

/** Since when the whole way to this page, from those who report to the hub, has lost nothing; null when it has. */
export const gapFreeSince = ({ phase, since, wholeSince }: TopicState): number | null =>
  phase === 'current' ? Math.max(since, wholeSince ?? since) : null
