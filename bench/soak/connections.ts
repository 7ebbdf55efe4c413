import { runConnections } from '../proxy/connections-run.ts'
import { machineLine, writeJson } from '../report.ts'
import { createVerdict } from './verdict.ts'

/*
 * npm run soak -- connections [connections] [nodes]
 * Ten thousand proxied connections open at once over a hundred nodes: customers, edge, fleet and target all here.
 * All are alive: each carries 10 KB of its own there and back, three times.
 */
const [connections = 10_000, nodes = 100] = process.argv.slice(2).map(Number)
const run = await runConnections({ connections, nodes, bytes: 10_000, rounds: 3 })
const verdict = createVerdict()
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} KB`

verdict.line('all are open at once', run.open === connections && run.sessions === connections, run.sessions)
for (const [i, right] of run.right.entries())
  verdict.line(
    `each carries 10 KB there and back, round ${i + 1}`,
    right === connections,
    `${right}, ${seconds(run.carryMs[i]!)}`,
  )
verdict.line('every node carries some', run.nodesUsed === nodes, `${run.nodesUsed} nodes`)
verdict.line('none is left when all have closed', run.left === 0, run.left)
verdict.note('opening them took', seconds(run.openMs))
verdict.note(
  'memory of one, edge and fleet',
  `${kilobytes(run.edgeBytesASession)}, ${kilobytes(run.fleetBytesASession)}`,
)
console.log(machineLine())
writeJson('soak-connections', { machine: machineLine(), ...run })
process.exitCode = verdict.exitCode
