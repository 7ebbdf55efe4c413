import { z } from 'zod'

/** What the device has learned of its edge. */
export const Known = z.object({
  edge: z.object({ host: z.string(), port: z.int() }),
  pin: z.string().nullable(),
  node: z.string().nullable(),
})
export type Known = z.infer<typeof Known>

/** `2026-11`, and what was carried in it. */
export const MonthBytes = z.object({ month: z.string(), bytes: z.number().nonnegative() })
export type MonthBytes = z.infer<typeof MonthBytes>
