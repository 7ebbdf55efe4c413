import { hearRadar } from '#bus/radar.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { ours } from './ours.ts'
import { end, forked, startLoad, usage } from './processes.ts'

export type Connections = {
  connections: number
  nodes: number
  open: number
  /** Sessions that the edge had when all were open, and after all were closed. */
  sessions: number
  left: number
  /** Of those that carried their bytes there and back rightly, one figure a round. */
  right: number[]
  openMs: number
  carryMs: number[]
  edgeBytesASession: number
  fleetBytesASession: number
  nodesUsed: number
}

/** So many connections open at once over so many nodes; then each carries its bytes there and back. */
export async function runConnections(o: {
  connections: number
  nodes: number
  bytes: number
  rounds: number
}): Promise<Connections> {
  const target = await forked<{ port: number }>('target-main.ts')
  const load = startLoad()
  const system = await ours({ nodes: o.nodes, targetPort: target.said.port })
  const nodeOf = new Map<string, string>()
  await hearRadar(system.bus, heard => {
    for (const { id, node } of heard.read()?.facts ?? []) nodeOf.set(id, node)
  })
  const way = { socks: system.socks, targetPort: target.said.port }
  try {
    const before = [usage([system.edgePid]), usage([system.agentPid])] as const
    const opened = await load.run<{ open: number; ms: number }>({ do: 'open', ...way, count: o.connections })
    const sessions = await system.metric('traffix_edge_sessions')
    const after = [usage([system.edgePid]), usage([system.agentPid])] as const
    const right: number[] = []
    const carryMs: number[] = []
    for (let round = 0; round < o.rounds; round++) {
      const alive = await load.run<{ right: number; ms: number }>({ do: 'alive', ...way, bytes: o.bytes })
      right.push(alive.right)
      carryMs.push(alive.ms)
    }
    await eventually(async () => {
      if (nodeOf.size < opened.open) throw new Error(`${nodeOf.size} sessions were told of`)
    })
    await load.run({ do: 'close', ...way })
    let left = -1
    await eventually(async () => {
      left = await system.metric('traffix_edge_sessions')
      if (left > 0) throw new Error(`${left} sessions are left`)
    })
    const grown = (i: 0 | 1) => Math.round((after[i].rssBytes - before[i].rssBytes) / o.connections)
    return {
      ...{ connections: o.connections, nodes: o.nodes, open: opened.open, openMs: opened.ms },
      ...{ sessions, left, right, carryMs, nodesUsed: new Set(nodeOf.values()).size },
      ...{ edgeBytesASession: grown(0), fleetBytesASession: grown(1) },
    }
  } finally {
    load.child.kill()
    await system.stop()
    await end(target.child)
  }
}
