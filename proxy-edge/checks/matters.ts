import type { z } from 'zod'
import type { Battery, NodeNetwork } from '#protocol/node.ts'
import type { RestReason } from '#protocol/policy.ts'

export type Facts = {
  battery: z.infer<typeof Battery> | null
  network: z.infer<typeof NodeNetwork> | null
  resting: RestReason | null
}

const levelStep = 0.05
/** 0.8 - 0.75 is a little less than 0.05. */
const nearly = 1e-9

/**
 * Whether a row of history is worth it. A level is compared with the last one that was told, so that one that wavers
 * about a border is no news; a signal and a temperature move all the time.
 */
export function matters(before: Facts, now: Facts): boolean {
  if (before.resting !== now.resting) return true
  const [a, b] = [before.battery, now.battery]
  if ((a === null) !== (b === null) || a?.charging !== b?.charging) return true
  const [from, to] = [a?.level ?? null, b?.level ?? null]
  if ((from === null) !== (to === null)) return true
  if (from !== null && to !== null && Math.abs(from - to) >= levelStep - nearly) return true
  const [c, d] = [before.network, now.network]
  return c?.type !== d?.type || c?.generation !== d?.generation || c?.metered !== d?.metered
}
