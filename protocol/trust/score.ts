import { z } from 'zod'

export const scoreParts = ['verdict', 'stability', 'latency', 'speed', 'success', 'battery'] as const
export const ScorePart = z.object({
  part: z.enum(scoreParts),
  points: z.number().min(0),
  /** At most so many. */
  of: z.number().min(0),
  /** The figure it was made of: 240 (ms), 0.98 (of connections); null: not measured yet, and half of the points. */
  saw: z.number().nullable(),
})
export type ScorePart = z.infer<typeof ScorePart>
export const Score = z.object({ points: z.int().min(0).max(100), parts: z.array(ScorePart).max(10) })
export type Score = z.infer<typeof Score>
