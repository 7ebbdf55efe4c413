import { Limits } from '#protocol/limits.ts'

/** What one hub keeps of the network in its memory. */
export const networkLimits = {
  /** Seconds of a flow. */
  windowSeconds: Limits.telemetryWindowMs / 1_000,
  silentSeconds: Limits.edgeSilentMs / 1_000,
  /** An edge silent for so long is forgotten. */
  forgetSeconds: Limits.radarWindowMs / 1_000,
  /** After batches were lost, so soon each session that is still there was told of again. */
  restatedSeconds: Limits.radarFactsMs / 1_000 + 5,
  /** Its sessions may come back so long after an edge fell silent: it says late what it could not say in time. */
  reviveSeconds: (2 * Limits.radarUnsaidMs) / 1_000,
  /** Accounts and nodes with a ring (7 KB each); the flow of one more is not kept, its sessions are. */
  rings: 60_000,
  /** Sessions open at once; more are not listed. */
  sessions: 200_000,
  edges: 1_000,
  nodes: Limits.topicNodesRows,
  /** Rows of sessions that nobody has told of in full yet. */
  strayRows: 600_000,
  /** Batches that were heard while the window is being read; more are read again. */
  waitingBatches: 2_000,
  /** So long one piece of work may keep the loop. */
  sliceMs: 8,
  /** A second counts as over so long after its end: the edges tell of it then, and it would show a hole until they do. */
  settleMs: 300,
  /** The whole window is read again this often at most. */
  rereadMs: 10_000,
} as const
