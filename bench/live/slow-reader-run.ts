import { setTimeout as pause } from 'node:timers/promises'
import { median } from '../report.ts'
import { until } from './audience.ts'
import { type Scale, setUpCrowd } from './crowd-run.ts'
import { createLatencies } from './latencies.ts'

type Window = { p50Ms: number; p99Ms: number; rssBytes: number; deltas: number }
const slow = 0
/** What it asks for anew while it does not read fills the kernel's buffers first, of ten megabytes and more. */
const mostAsks = 500

/**
 * Windows in which all read, and in between windows in which one of them has stopped: what the others notice of it,
 * what it costs the hub, and what that one gets when it reads again.
 */
export async function runSlowReader({ windows, ...scale }: Scale & { windows: number }) {
  const { hub, audience, stop } = await setUpCrowd(scale, { apart: n => n === slow })
  const { members } = audience
  const { socket, usage } = members[slow]!
  const seen: { reading: Window[]; stopped: Window[] } = { reading: [], stopped: [] }
  const all = { reading: createLatencies(), stopped: createLatencies() }
  const came = { merged: 0, snapshots: 0, gaps: 0 }

  async function look(which: 'reading' | 'stopped') {
    hub.takeSigns()
    audience.begin()
    await pause(scale.seconds * 1_000)
    const latencies = audience.takeLatencies()
    all[which].addAll(latencies)
    seen[which].push({
      p50Ms: latencies.at(0.5),
      p99Ms: latencies.at(0.99),
      rssBytes: median(hub.takeSigns().map(sign => sign.rssBytes)),
      deltas: latencies.count,
    })
  }

  async function stopReading() {
    socket.pause()
    for (let n = 0; n < mostAsks; n++) {
      if (behind > 0) break
      socket.send(JSON.stringify({ do: 'subscribe', id: 3, topic: 'nodes' }))
      await pause(110) // under the limit of commands
    }
    await until('the hub knows that it is behind', () => behind > 0)
  }
  let behind = 0
  const watch = setInterval(() => {
    void hub.metric('traffix_hub_behind').then(now => (behind = now))
  }, 250)

  try {
    await pause(2_000)
    for (let round = 0; round < windows; round++) {
      await look('reading')
      await stopReading()
      await look('stopped')
      const before = { ...usage }
      socket.resume()
      await until(
        'it is there again',
        () => usage.merged + usage.snapshots > before.merged + before.snapshots,
      )
      const merged = usage.deltas
      await until('and hears each second', () => usage.deltas > merged)
      came.merged += usage.merged - before.merged
      came.snapshots += usage.snapshots - before.snapshots
      came.gaps += usage.gaps - before.gaps
      await until('the hub knows it', () => behind === 0)
    }
    const others = members.filter((_, n) => n !== slow)
    return {
      sockets: members.length,
      closed: members.filter(m => m.closed).length,
      gaps: others.reduce((sum, m) => sum + m.usage.gaps + m.nodes.gaps, 0),
      came,
      windows: seen,
      p99Ms: { reading: all.reading.at(0.99), stopped: all.stopped.at(0.99) },
      rssBytes: {
        reading: median(seen.reading.map(w => w.rssBytes)),
        stopped: median(seen.stopped.map(w => w.rssBytes)),
      },
    }
  } finally {
    clearInterval(watch)
    await stop()
  }
}
