import { create } from 'zustand'
import type { NodeColumns, NodesDelta, NodesSnapshot } from '#protocol/live/nodes.ts'
import { createWaitingSet } from './waiting-set.ts'
import { live } from './live.ts'
import type { TopicState } from '../live/live-state.ts'

/** Devices that wait for a decision, as the edges tell of them: `version` counts what is worth asking the hub again. */
export const useWaiting = create<{ version: number; topic: TopicState | null }>(() => ({
  version: 0,
  topic: null,
}))

const waiting = createWaitingSet()
const news = () => useWaiting.setState(it => ({ version: it.version + 1 }))
let watchers = 0
let leave: (() => void) | null = null

/** Listens while anybody looks. Of all nodes only those that wait are kept. */
export function watchWaiting(): () => void {
  watchers++
  leave ??= live.subscribe('nodes', {
    snapshot: value => waiting.load((value as NodesSnapshot).nodes) && news(),
    delta(value) {
      const { set, gone } = value as NodesDelta & { set?: NodeColumns }
      if (waiting.change(set, gone)) news()
    },
    state: topic => useWaiting.setState({ topic }),
  })
  let watching = true
  return () => {
    if (!watching) return
    watching = false
    if (--watchers > 0) return
    leave?.()
    leave = null
    waiting.clear()
    useWaiting.setState({ topic: null })
  }
}
