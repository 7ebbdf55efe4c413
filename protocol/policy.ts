import { z } from 'zod'

/** When a device may carry anything, as its provider or staff wish. Null and empty: no such rule. */
export const NodePolicy = z.object({
  /** Below this it carries nothing unless it is charging; 0..1. */
  batteryFloor: z.number().min(0).max(1).nullable().default(0.2),
  chargingOnly: z.boolean().default(false),
  wifiOnly: z.boolean().default(false),
  maxSessions: z.int().min(1).max(100_000).nullable().default(null),
  /** Payload bytes both ways in a calendar month of the device's own zone. */
  monthlyBytes: z.int().min(1).nullable().default(null),
  /** `HH:MM` to `HH:MM` by the device's own clock; `from` after `to` runs over midnight. Empty: at any time. */
  schedule: z
    .array(
      z.object({
        from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
        to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      }),
    )
    .max(14)
    .default([]),
  paused: z.boolean().default(false),
})
export type NodePolicy = z.infer<typeof NodePolicy>
export const defaultPolicy: NodePolicy = NodePolicy.parse({})

/** Why a device carries nothing right now; null when it does. */
export const restReasons = [
  'paused',
  'battery',
  'not_charging',
  'not_wifi',
  'schedule',
  'monthly_cap',
] as const
export const RestReason = z.enum(restReasons)
export type RestReason = z.infer<typeof RestReason>
