import { z } from 'zod'
import { clearSuspicion } from './judge.ts'

export const scoreParts = ['verdict', 'stability', 'latency', 'speed', 'success', 'battery'] as const
export type ScorePartName = (typeof scoreParts)[number]
export const ScorePart = z.object({
  part: z.enum(scoreParts),
  points: z.number().min(0),
  /** At most so many. */
  of: z.number().min(0),
  /** The figure it was made of: 240 (ms), 0.98 (of connections); null: not measured yet, and half of the points. */
  saw: z.number().nullable(),
})
export type ScorePart = z.infer<typeof ScorePart>
export const Score = z.object({
  points: z.int().min(0).max(100),
  parts: z.array(ScorePart).max(10),
  /** What is certainly no home gets no more than this, however good it is otherwise. */
  cap: z.int().nullable(),
})
export type Score = z.infer<typeof Score>

/** What was measured of a node in its last day; null: not yet. */
export type Measured = {
  /** 0..100; null: it could not be judged. */
  suspicion: number | null
  /** Share of the last day, or of its life when that is shorter, that it was there; and how often it was lost. */
  uptime: number | null
  losses: number
  rttMs: number | null
  bytesPerSecond: number | null
  /** Customers' connections that it opened, and that failed by its fault. */
  opened: number
  failed: number
  /** Share of the time that its battery was above the floor, or charging. A device without a battery: 1. */
  battery: number | null
}

const weights: Record<ScorePartName, number> = {
  verdict: 40,
  stability: 20,
  latency: 12,
  speed: 8,
  success: 15,
  battery: 5,
}
/** No more for what is certainly no home. */
const clearCap = 20
/** Fewer connections than this say nothing yet. */
const fewConnections = 5
const quickMs = 40
const halfMs = 250
const slowBytesPerSecond = 60_000
const fastBytesPerSecond = 5_000_000
const lossesHalve = 6

const within = (share: number) => Math.min(1, Math.max(0, share))
type Look = { saw: number | null; share: number }
const unmeasured: Look = { saw: null, share: 0.5 }

/** Each part: the figure, and which share of its points that is worth. */
const looks: Record<ScorePartName, (m: Measured) => Look> = {
  verdict: ({ suspicion }) =>
    suspicion === null ? unmeasured : { saw: suspicion, share: 1 - suspicion / 100 },
  /** Six losses in a day halve it. */
  stability: ({ uptime, losses }) =>
    uptime === null ? unmeasured : { saw: uptime, share: uptime / (1 + losses / lossesHalve) },
  /** All of it up to 40 ms, half of it at 250. */
  latency: ({ rttMs }) =>
    rttMs === null
      ? unmeasured
      : { saw: rttMs, share: 1 / (1 + Math.max(0, rttMs - quickMs) / (halfMs - quickMs)) },
  /** By each doubling, from 60 KB to 5 MB a second. */
  speed: ({ bytesPerSecond }) =>
    bytesPerSecond === null
      ? unmeasured
      : {
          saw: bytesPerSecond,
          share:
            Math.log(Math.max(1, bytesPerSecond) / slowBytesPerSecond) /
            Math.log(fastBytesPerSecond / slowBytesPerSecond),
        },
  /** Half of the connections failing is worth nothing. */
  success({ opened, failed }) {
    if (opened + failed < fewConnections) return unmeasured
    const saw = opened / (opened + failed)
    return { saw, share: 2 * saw - 1 }
  },
  battery: ({ battery }) => (battery === null ? unmeasured : { saw: battery, share: battery }),
}

export function scoreOf(measured: Measured): Score {
  const parts = scoreParts.map((part): ScorePart => {
    const { saw, share } = looks[part](measured)
    const of = weights[part]
    return { part, points: Math.round(of * within(share) * 10) / 10, of, saw }
  })
  const sum = Math.round(parts.reduce((all, it) => all + it.points, 0))
  const cap = (measured.suspicion ?? 0) >= clearSuspicion ? clearCap : null
  return { points: Math.min(sum, cap ?? 100, 100), parts, cap }
}
