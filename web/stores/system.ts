import { create } from 'zustand'
import { applySystem, type SystemDelta, type SystemSnapshot } from '#protocol/system.ts'
import type { TopicState } from '../live/live-state.ts'
import { live } from './live.ts'
import { createSeries, type Series } from './series.ts'

export const seriesSeconds = 300
export type ProcessSeries = { lag: Series; memory: Series; cpu: Series }
/** Figures since this page watches; outside of React's state, which only learns that there are new ones. */
const series = new Map<string, ProcessSeries>()
export const seriesOf = (id: string): ProcessSeries | null => series.get(id) ?? null

type SystemState = {
  view: SystemSnapshot | null
  /** When `view` came, by this device's clock: ages are counted from here, so the two clocks need not agree. */
  receivedAt: number
  topic: TopicState | null
}
export const useSystem = create<SystemState>(() => ({ view: null, receivedAt: 0, topic: null }))

let watchers = 0
let leave: (() => void) | null = null

/** Subscribed while somebody looks. */
export function watchSystem(): () => void {
  watchers++
  leave ??= live.subscribe('system', {
    snapshot: value => show(value as SystemSnapshot, null),
    delta: value => {
      const { view } = useSystem.getState()
      const delta = value as SystemDelta
      if (view) show(applySystem(view, delta), new Set(delta.changed.map(p => p.id)))
    },
    state: topic => useSystem.setState({ topic }),
  })
  return () => {
    if (--watchers > 0) return
    leave?.()
    leave = null
    series.clear()
    useSystem.setState({ view: null, topic: null })
  }
}

function show(view: SystemSnapshot, changed: Set<string> | null) {
  for (const process of view.processes) {
    // Silence brings no figures: the line ends where the last sign was.
    if ((changed && !changed.has(process.id)) || process.state === 'silent') continue
    let own = series.get(process.id)
    if (!own) {
      own = {
        lag: createSeries(seriesSeconds),
        memory: createSeries(seriesSeconds),
        cpu: createSeries(seriesSeconds),
      }
      series.set(process.id, own)
    }
    own.lag.push(process.lagP99Ms)
    own.memory.push(process.rssBytes)
    own.cpu.push(process.cpu)
  }
  const here = new Set(view.processes.map(p => p.id))
  for (const id of series.keys()) if (!here.has(id)) series.delete(id)
  useSystem.setState({ view, receivedAt: Date.now() })
}
