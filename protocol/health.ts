import type { LiveNode } from './live/nodes.ts'

/** Best first: how a node is, in one word, for a colour on the map. */
export const healths = ['good', 'weak', 'poor', 'waiting', 'stopped', 'offline'] as const
export type Health = (typeof healths)[number]

/** A battery that is not charging below this, and a score below these. */
export const healthBounds = { battery: 0.2, weak: 70, poor: 40 } as const

export function healthOf(
  node: Pick<LiveNode, 'status' | 'online' | 'battery' | 'charging' | 'score' | 'verdict'>,
): Health {
  if (node.status === 'suspended' || node.status === 'rejected') return 'stopped'
  if (!node.online) return 'offline'
  if (node.status === 'pending') return 'waiting'
  if (node.score !== null && node.score < healthBounds.poor) return 'poor'
  const low = node.battery !== null && node.charging !== true && node.battery < healthBounds.battery
  return low || (node.score !== null && node.score < healthBounds.weak) ? 'weak' : 'good'
}
