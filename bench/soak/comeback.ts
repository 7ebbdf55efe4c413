import { runComeback } from '../live/comeback-run.ts'
import { machineLine, writeJson } from '../report.ts'
import { createVerdict } from './verdict.ts'

/*
 * npm run soak -- comeback [sockets]
 * Ten thousand sockets lose their hub, once in order and once by kill -9, and come back with the client library's own
 * patience. All of them are current within 15 s, and PostgreSQL hardly notices.
 */
const sockets = Number(process.argv[2] ?? 10_000)

const runs = await runComeback({ sockets, nodes: 200, count: true })
const verdict = createVerdict()
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
for (const run of runs) {
  console.log(`${sockets} sockets, ${run.how}`)
  verdict.line('all are back and current within 15 s', run.allMs < 15_000, seconds(run.allMs))
  verdict.note('away, p50 and p99', `${seconds(run.p50Ms)}, ${seconds(run.p99Ms)}`)
  verdict.note('the hub itself was away', seconds(run.hubMs))
  verdict.note('attempts, and refused', `${run.attempts}, ${run.refused}`)
  verdict.line(
    'far fewer transactions than clients',
    run.transactions < Math.max(sockets / 20, 200),
    run.transactions,
  )
}
console.log(machineLine())
writeJson('soak-comeback', { sockets, machine: machineLine(), runs })
process.exitCode = verdict.exitCode
