/** Between a process and Redis; nobody outside meets them. */
export const busLimits = {
  connectTimeoutMs: 5_000,
  commandTimeoutMs: 3_000,
  /** A command was sent and nothing came back for so long: the peer is gone although TCP does not know yet. */
  silenceTimeoutMs: 5_000,
  retryMinMs: 50,
  retryMaxMs: 2_000,
  /** Ready for so long: it is well again, and the next break is a new one. */
  steadyMs: 5_000,
  /** How often a sentinel that is away is asked whether it would tell of a failover; others tell as well. */
  sentinelRetryMs: 10_000,
  /** The longest BLOCK a blocking reader may ask for; longer would look like a dead connection. */
  blockMaxMs: 10_000,
} as const
