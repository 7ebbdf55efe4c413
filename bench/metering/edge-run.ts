import { ours } from '../proxy/ours.ts'
import { end, forked, startLoad, usage } from '../proxy/processes.ts'

/*
 * What metering costs the edge's process: the same loads through an edge that meters and one that does not, in turn.
 *
 *   customers -- SOCKS --> edge (real, or without a meter) -- tunnel --> agent --> target
 */
export type EdgeRound = {
  /** Seconds of CPU of the edge for a gigabyte, by how many streams it came. */
  perGb: Record<number, number>
  /** The edge's share of a core while every session carries something each half second. */
  sessionsShare: number
}
export type EdgePlan = { rounds: number; bytes: number; sessions: number; seconds: number }

const kinds = { metered: undefined, unmetered: 'bench/metering/unmetered-edge-main.ts' } as const
const manyStreams = 16
const aliveEveryMs = 500

export async function edgeCost(
  plan: EdgePlan,
): Promise<{ metered: EdgeRound[]; unmetered: EdgeRound[]; handedBatches: number }> {
  const target = await forked<{ port: number }>('target-main.ts')
  const targetPort = target.said.port
  const load = startLoad()
  const start = (edgeEntry?: string) => ours({ nodes: 1, targetPort, ...(edgeEntry && { edgeEntry }) })
  const results = { metered: [] as EdgeRound[], unmetered: [] as EdgeRound[], handedBatches: 0 }
  const running = { metered: await start(kinds.metered), unmetered: await start(kinds.unmetered) }

  async function cpuOf(pid: number, work: () => Promise<unknown>): Promise<number> {
    const before = usage([pid]).cpuSeconds
    await work()
    return usage([pid]).cpuSeconds - before
  }
  async function round(kind: keyof typeof kinds): Promise<EdgeRound> {
    const { socks, edgePid } = running[kind]
    const way = { socks, targetPort }
    const perGb: Record<number, number> = {}
    for (const streams of [1, manyStreams]) {
      const bytes = Math.round(plan.bytes / streams) * streams
      const cpu = await cpuOf(edgePid, () => load.run({ do: 'download', ...way, streams, bytes }))
      perGb[streams] = cpu / (bytes / 1e9)
    }
    await load.run({ do: 'open', ...way, count: plan.sessions })
    const startedAt = performance.now()
    const cpu = await cpuOf(edgePid, async () => {
      for (let n = 1; performance.now() - startedAt < plan.seconds * 1_000; n++) {
        const { right } = await load.run<{ right: number }>({ do: 'alive', ...way, bytes: 200 })
        if (right !== plan.sessions) throw new Error(`${right} of ${plan.sessions} sessions are alive`)
        const due = startedAt + n * aliveEveryMs - performance.now()
        if (due > 0) await new Promise(r => setTimeout(r, due))
      }
    })
    const sessionsShare = cpu / ((performance.now() - startedAt) / 1_000)
    await load.run({ do: 'close', ...way })
    return { perGb, sessionsShare }
  }
  try {
    for (const kind of ['metered', 'unmetered'] as const) await round(kind) // warm
    for (let n = 0; n < plan.rounds; n++)
      for (const kind of n % 2 ? (['unmetered', 'metered'] as const) : (['metered', 'unmetered'] as const))
        results[kind].push(await round(kind))
    results.handedBatches = await running.metered.metric('traffix_edge_usage_batches_handed')
    return results
  } finally {
    await Promise.all([running.metered.stop(), running.unmetered.stop()])
    await Promise.all([end(load.child), end(target.child)])
  }
}
