import type { z } from 'zod'
import type { Battery, NodeNetwork } from '#protocol/node.ts'
import { type NodePolicy, type RestReason, restingBy } from '#protocol/policy.ts'

export type Window = NodePolicy['schedule'][number]
/** Of a schedule that is not empty one window must be open; of several schedules each must have one. */
export type Rules = Omit<NodePolicy, 'schedule'> & { schedules: readonly (readonly Window[])[] }
/** What the device's owner has said at the device. */
export type OwnRules = Omit<NodePolicy, 'paused'>

export type Facts = {
  battery: z.infer<typeof Battery> | null
  network: z.infer<typeof NodeNetwork> | null
  /** Of the device's own clock. */
  minuteOfDay: number
  monthBytes: number
}

/** Two say what the device may do; the stricter word counts. */
export function strictest(edge: NodePolicy, own: OwnRules): Rules {
  return {
    batteryFloor: least(edge.batteryFloor, own.batteryFloor, Math.max),
    chargingOnly: edge.chargingOnly || own.chargingOnly,
    wifiOnly: edge.wifiOnly || own.wifiOnly,
    maxSessions: least(edge.maxSessions, own.maxSessions, Math.min),
    monthlyBytes: least(edge.monthlyBytes, own.monthlyBytes, Math.min),
    schedules: [edge.schedule, own.schedule].filter(it => it.length > 0),
    paused: edge.paused,
  }
}

function least(a: number | null, b: number | null, pick: (a: number, b: number) => number): number | null {
  return a === null ? b : b === null ? a : pick(a, b)
}

/** Why the device carries nothing now. */
export function restReason(rules: Rules, facts: Facts): RestReason | null {
  const seen = restingBy(rules, facts)
  if (seen) return seen
  if (!rules.schedules.every(schedule => schedule.some(it => isOpen(it, facts.minuteOfDay))))
    return 'schedule'
  if (rules.monthlyBytes !== null && facts.monthBytes >= rules.monthlyBytes) return 'monthly_cap'
  return null
}

/** `22:00` to `07:00` runs over midnight; `08:00` to `08:00` is the whole day. */
function isOpen({ from, to }: Window, minute: number): boolean {
  const [start, end] = [minuteOf(from), minuteOf(to)]
  return start < end ? minute >= start && minute < end : minute >= start || minute < end
}

const minuteOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
