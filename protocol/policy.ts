import { z } from 'zod'
import type { Battery, NodeNetwork } from './node.ts'

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 07:30')
const rules = {
  /** Below this it carries nothing unless it is charging; 0..1. */
  batteryFloor: z.number().min(0).max(1).nullable(),
  chargingOnly: z.boolean(),
  wifiOnly: z.boolean(),
  maxSessions: z.int().min(1).max(100_000).nullable(),
  /** Payload bytes both ways in a calendar month of the device's own zone. */
  monthlyBytes: z.int().min(1).nullable(),
  /** By the device's own clock; `from` after `to` runs over midnight. Empty: at any time. */
  schedule: z.array(z.object({ from: clock, to: clock })).max(14),
  paused: z.boolean(),
}

/** When a device may carry anything, as its provider or staff wish. Null and empty: no such rule. */
export const NodePolicy = z.object({
  batteryFloor: rules.batteryFloor.default(0.2),
  chargingOnly: rules.chargingOnly.default(false),
  wifiOnly: rules.wifiOnly.default(false),
  maxSessions: rules.maxSessions.default(null),
  monthlyBytes: rules.monthlyBytes.default(null),
  schedule: rules.schedule.default([]),
  paused: rules.paused.default(false),
})
export type NodePolicy = z.infer<typeof NodePolicy>
export const defaultPolicy: NodePolicy = NodePolicy.parse({})
/** What is not named stays as it is, so nothing has a default here. */
export const PolicyPatch = z.object(rules).partial()
export type PolicyPatch = z.infer<typeof PolicyPatch>

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

/**
 * What both ends can see of it. A device without a battery hangs on a wire; a level that it cannot tell is no reason.
 * Schedules and caps are the device's to know.
 */
export function restingBy(
  policy: Pick<NodePolicy, 'batteryFloor' | 'chargingOnly' | 'wifiOnly' | 'paused'>,
  {
    battery,
    network,
  }: { battery: z.infer<typeof Battery> | null; network: z.infer<typeof NodeNetwork> | null },
): RestReason | null {
  if (policy.paused) return 'paused'
  if (battery && !battery.charging) {
    if (policy.batteryFloor !== null && battery.level !== null && battery.level < policy.batteryFloor)
      return 'battery'
    if (policy.chargingOnly) return 'not_charging'
  }
  // Here not knowing is a reason: the bytes of a mobile plan are somebody's money.
  return policy.wifiOnly && (!network || network.type === 'cellular') ? 'not_wifi' : null
}
