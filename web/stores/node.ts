import { applyNode, type NodeDelta, type NodeSnapshot } from '#protocol/live/node.ts'
import { live } from './live.ts'
import { createTopicStore } from './topic-store.ts'

const createNode = (id: string) =>
  createTopicStore<NodeSnapshot, NodeDelta>(live, { topic: `node:${id}`, apply: applyNode })
const nodes = new Map<string, ReturnType<typeof createNode>>()

/** One node in full, as the edges tell of it. */
export function nodeOf(id: string) {
  const store = nodes.get(id) ?? createNode(id)
  nodes.set(id, store)
  return store
}
