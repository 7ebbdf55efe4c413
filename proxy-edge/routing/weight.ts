import type { OnlineNode } from '../tunnels/node.ts'

/** Each part is between 0 and 1, and so is their product: the higher, the sooner a node is chosen. */
export const weightParts = {
  /** 50 connections halve it. */
  load: (node: OnlineNode) => 1 / (1 + node.load / 50),
  /** 300 ms halve it; not measured yet counts as 130 ms. */
  latency: (node: OnlineNode) => 1 / (1 + (node.rttMs ?? 130) / 300),
  /** An empty battery counts a third of a full one; one that charges, or a device without one, as full. */
  battery({ battery }: OnlineNode) {
    return !battery || battery.charging || battery.level === null ? 1 : 0.3 + 0.7 * battery.level
  },
  network({ network }: OnlineNode) {
    if (!network || network.type !== 'cellular') return network?.metered ? 0.8 : 1
    return network.metered ? 0.7 : 0.8
  },
  /** Without one it counts as 70 of 100. */
  score: ({ entry }: OnlineNode) => Math.max(0.05, (entry.score ?? 70) / 100),
  /** Each connection that failed halves it, and is forgotten within minutes. */
  failures: (node: OnlineNode, now: number) => 0.5 ** node.failures(now),
} as const

export function weightOf(node: OnlineNode, now: number): number {
  const { load, latency, battery, network, score, failures } = weightParts
  return load(node) * latency(node) * battery(node) * network(node) * score(node) * failures(node, now)
}
