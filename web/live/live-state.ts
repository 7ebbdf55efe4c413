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

/** How one topic is doing: `current` is gap-free since `since`; `stale` shows what was true until then. */
export type TopicState = {
  phase: 'waiting' | 'current' | 'stale' | 'refused'
  since: number
  /** When something of this topic was last heard, by this device's clock. */
  heardAt: number | null
  /** Why the hub refused it. */
  code: string | null
}
