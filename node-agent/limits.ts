import { Limits } from '#protocol/limits.ts'

/** The device's own bounds; what both ends must agree on is in protocol/limits.ts. */
export const AgentLimits = {
  // The tunnel
  /** Its first retry is at once; the second one within this, and each later one within twice as much. */
  firstRetryMs: 500,
  maxRetryMs: 30_000,
  /** A connection that lived so long was a good one: its end is not the next failure of a row. */
  steadyMs: 60_000,
  /** After a sleep of the device the edge has so long to answer a ping. */
  wakeAnswerMs: 5_000,
  /** A tick of the clock that is late by so much was slept through. */
  sleptMs: 15_000,
  windowBytes: 256 * 1024,
  /** All that the device holds of one stream whose target does not read. */
  maxWindowBytes: 1024 * 1024,
  maxFrameBytes: 64 * 1024,
  unsentHighBytes: 64 * 1024,
  /** What waits for the tunnel's socket; more only makes others on it wait longer. */
  queueHighBytes: 256 * 1024,
  connectFrameBytes: 1_024,
  /** Of one connection to the edge itself, which no cap counts: its echo and a few lines. */
  toEdgeBytes: Limits.echoBytes + 4_096,
  // Dialling
  dialMs: 15_000,
  /** RFC 8305: how long a v4 answer waits for the v6 one, and one attempt for the next. */
  resolutionDelayMs: 50,
  attemptDelayMs: 250,
  attempts: 8,
  dnsTimeoutMs: 2_500,
  dnsTries: 2,
  dnsCacheNames: 2_000,
  dnsCacheMinMs: 1_000,
  dnsCacheMaxMs: 60_000,
  dnsCacheFailedMs: 2_000,
  /** A target that has said all and then failed: what still comes for it is dropped so long. */
  lingerMs: 5_000,
  /** The other way round: both sides have said all, and the target does not take what is left. */
  unreadMs: 30_000,
  // Reports
  tickMs: 1_000,
  stateEachMs: 60_000,
  sysEachMs: 5_000,
  termuxEachMs: 30_000,
  termuxTimeoutMs: 10_000,
  routeEachMs: 2_000,
  /** Of a signal, in dB: less is no news. */
  signalStep: 5,
  // What is kept
  monthSaveMs: 2_000,
  /** At the end, running sessions may go on so long. */
  drainMs: 5_000,
  /** The edge closes when we do, or it is left. */
  closeMs: 1_000,
} as const
