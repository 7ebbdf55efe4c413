import type { SystemProcess } from '#protocol/rest/staff.ts'
import { applySystem, type SystemDelta, type SystemSnapshot } from '#protocol/system.ts'
import { live } from './live.ts'
import { createSeries, type Series } from './series.ts'
import { createTopicStore } from './topic-store.ts'

export const seriesSeconds = 300

/** What is drawn as a line of each process. */
const figures = {
  lag: p => p.lagP99Ms,
  memory: p => p.rssBytes,
  cpu: p => p.cpu,
  sockets: p => p.live?.connections,
  messages: p => p.live?.messagesOut,
  bytes: p => p.live?.bytesOut,
  sendLag: p => p.live?.lagP99Ms,
} as const satisfies Record<string, (process: SystemProcess) => number | undefined>
export type ProcessSeries = { [K in keyof typeof figures]: Series }

/** Figures since this page watches; outside of React's state, which only learns that there are new ones. */
const series = new Map<string, ProcessSeries>()
export const seriesOf = (id: string): ProcessSeries | null => series.get(id) ?? null

export const { use: useSystem, watch: watchSystem } = createTopicStore<SystemSnapshot, SystemDelta>(live, {
  topic: 'system',
  apply: applySystem,
  note(view, delta) {
    // Silence brings no figures: the line ends where the last sign was.
    const heard = (delta?.changed ?? view.processes).filter(p => p.state !== 'silent')
    for (const process of heard) push(process)
    const here = new Set(view.processes.map(p => p.id))
    for (const id of series.keys()) if (!here.has(id)) series.delete(id)
  },
  forget: () => series.clear(),
})

function push(process: SystemProcess) {
  const entries = Object.entries(figures) as [keyof ProcessSeries, (p: SystemProcess) => number | undefined][]
  const own = series.get(process.id) ?? emptySeries()
  series.set(process.id, own)
  for (const [name, of] of entries) {
    const value = of(process)
    if (value !== undefined) own[name].push(value)
  }
}
const emptySeries = () =>
  Object.fromEntries(Object.keys(figures).map(name => [name, createSeries(seriesSeconds)])) as ProcessSeries
