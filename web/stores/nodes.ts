import type { NodesDelta, NodesSnapshot } from '#protocol/live/nodes.ts'
import type { Told } from '#protocol/live/telemetry.ts'
import { live } from './live.ts'
import { createNodeTable, type NodeTable } from './node-table.ts'
import { timed } from './timed.ts'
import { createTopicStore } from './topic-store.ts'

/** Outside of React's state, which only learns that there is news. */
export const nodeTable: NodeTable = createNodeTable()

/** Every live node, for those who look at all of them at once. */
export const { use: useNodes, watch: watchNodes } = createTopicStore<Told, NodesDelta, NodesSnapshot>(live, {
  topic: 'nodes',
  read({ at, wholeSince, nodes }) {
    timed('take', () => nodeTable.load(nodes))
    return { at, wholeSince }
  },
  apply(_, delta) {
    timed('take', () => nodeTable.apply(delta))
    return { at: delta.at, wholeSince: delta.wholeSince }
  },
  forget: () => nodeTable.clear(),
})
