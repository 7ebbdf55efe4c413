import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '#bus/testing/eventually.ts'
import { median } from '../report.ts'
import { ours } from './ours.ts'
import { end, forked, startLoad, usage } from './processes.ts'

/** Customers who ask for much and read nothing, over the one node that others use: what they cost, and whom. */
export async function runUnread(o: {
  stopped: number
  bytes: number
  downloads: number
  downloadBytes: number
}) {
  const target = await forked<{ port: number }>('target-main.ts')
  const load = startLoad()
  const system = await ours({ nodes: 1, targetPort: target.said.port })
  const way = { socks: system.socks, targetPort: target.said.port }
  async function speed(): Promise<number> {
    const all: number[] = []
    for (let i = 0; i < o.downloads; i++) {
      const { ms } = await load.run<{ ms: number }>({
        do: 'download',
        ...way,
        streams: 1,
        bytes: o.downloadBytes,
      })
      all.push(o.downloadBytes / 1e3 / ms)
    }
    return median(all)
  }
  /** When it does not grow any more. */
  async function settled(): Promise<number> {
    for (let before = -1; ; await pause(250)) {
      const { rssBytes } = usage([system.edgePid])
      if (Math.abs(rssBytes - before) < 1 << 20) return rssBytes
      before = rssBytes
    }
  }
  try {
    await speed()
    const alone = await speed()
    // The first of them show what this costs once: code, and room of the allocator.
    const first = Math.floor(o.stopped / 3)
    await load.run({ do: 'stall', ...way, count: first, bytes: o.bytes })
    const before = await settled()
    await load.run({ do: 'stall', ...way, count: o.stopped - first, bytes: o.bytes })
    const held = (await settled()) - before
    const beside = await speed()
    // The reader's own last one may just be ending.
    let sessions = 0
    await eventually(async () => {
      sessions = await system.metric('traffix_edge_sessions')
      if (sessions > o.stopped) throw new Error(`${sessions} sessions are open`)
    })
    const { whole } = await load.run<{ whole: number }>({ do: 'readOn', ...way })
    // Before and after: rounds differ by more than what is looked for.
    const again = await speed()
    return {
      stopped: o.stopped,
      sessions,
      heldBytesEach: Math.round(held / (o.stopped - first)),
      alone: (alone + again) / 2,
      beside,
      whole,
    }
  } finally {
    load.child.kill()
    await system.stop()
    await end(target.child)
  }
}
