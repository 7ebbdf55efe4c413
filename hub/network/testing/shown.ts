import { readNodes } from '#protocol/live/nodes.ts'
import type { SceneHub } from './scene.ts'

export const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)

/** All that a hub shows at this moment, without what is its own: its numbers for nodes, and since when it hears. */
export function shown({ network }: SceneHub, ids: { accounts: readonly string[]; nodes: readonly string[] }) {
  const sorted = <T extends { sessions: { id: string }[] }>(it: T) => ({
    ...it,
    wholeSince: null,
    sessions: it.sessions.toSorted(byId),
  })
  return {
    accounts: ids.accounts.map(id => sorted(once(network.account(id)))),
    each: ids.nodes.map(id => sorted(once(network.node(id)))),
    nodes: [...readNodes(network.nodes.snapshot()).nodes.values()].toSorted(byId),
    sessions: sorted(network.sessions.snapshot()),
  }
}

function once<T>(source: { snapshot(): T; release(): void }): T {
  const snapshot = source.snapshot()
  source.release()
  return snapshot
}
