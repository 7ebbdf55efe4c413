import { runCrowd } from '../live/crowd-run.ts'
import { machineLine, median, writeJson } from '../report.ts'
import { createVerdict, mib } from './verdict.ts'

/*
 * npm run soak -- crowd [sockets] [seconds]
 * Ten thousand sockets on one hub process, each on `usage:` of an account of its own and on `nodes`; every account
 * carries bytes each second, and every one of 200 nodes changes. Nobody may fall behind.
 */
const sockets = Number(process.argv[2] ?? 10_000)
const seconds = Number(process.argv[3] ?? 60)

const run = await runCrowd({ sockets, nodes: 200, seconds })
const verdict = createVerdict()
const lagMs = run.lagP99Ms.at(-1) ?? Number.NaN

console.log(`${run.sockets} sockets, ${seconds} s, ${run.deltas} deltas`)
verdict.line('all are subscribed and stay', run.closed + run.refusals === 0, `${run.closed} closed`)
verdict.line('numbers without a gap', run.gaps === 0, `${run.gaps} gaps`)
verdict.line('nobody fell behind', run.merged + run.resnapshots === 0, `${run.merged} merged`)
verdict.line(
  'every second of every account was told',
  run.missedSeconds === 0,
  `${run.missedSeconds} missed, at least ${run.leastSeconds} told`,
)
verdict.line(
  'and nobody heard less than the others',
  run.leastUsageDeltas >= seconds - 2 && run.leastNodesDeltas >= seconds - 2,
  `at least ${run.leastUsageDeltas} of usage, ${run.leastNodesDeltas} of nodes`,
)
verdict.line('event-loop lag p99 of every second under 50 ms', lagMs < 50, `${lagMs.toFixed(1)} ms the worst`)
verdict.note('the same, median of the seconds', `${median(run.lagP99Ms).toFixed(1)} ms`)
verdict.note('the same by /metrics', `${run.metricLagP99Ms.toFixed(1)} ms`)
verdict.line('memory under 1 GB', run.rssMaxBytes < 1e9, mib(run.rssMaxBytes))
verdict.note('delivery, p50 and p99', `${run.p50Ms} ms, ${run.p99Ms} ms`)
verdict.note('CPU of the hub', `${run.cpu.toFixed(2)} of a core`)
console.log(machineLine())
writeJson('soak-crowd', { seconds, machine: machineLine(), ...run })
process.exitCode = verdict.exitCode
