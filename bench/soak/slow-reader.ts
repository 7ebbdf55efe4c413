import { Limits } from '#protocol/limits.ts'
import { runSlowReader } from '../live/slow-reader-run.ts'
import { machineLine, writeJson } from '../report.ts'
import { createVerdict } from './verdict.ts'

/*
 * npm run soak -- slow-reader [sockets] [windows] [seconds]
 * One of a thousand stops reading, and reads again: windows with it and without it in turn. 1,000 nodes, so that
 * what it does not read piles up.
 */
const [sockets = 1_000, windows = 4, seconds = 15] = process.argv.slice(2).map(Number)

const run = await runSlowReader({ sockets, nodes: 1_000, seconds, windows })
const verdict = createVerdict()
const { reading, stopped } = run.windows
const range = (values: number[]) => `${Math.min(...values)}-${Math.max(...values)}`
const p99s = (which: typeof reading) => which.map(w => w.p99Ms)
const change = run.p99Ms.stopped / run.p99Ms.reading - 1
const grown = run.rssBytes.stopped - run.rssBytes.reading
const kib = (bytes: number) => `${Math.round(bytes / 1024)} KiB`
const drift = Math.max(...reading.map(w => w.rssBytes)) - Math.min(...reading.map(w => w.rssBytes))

console.log(`${run.sockets} sockets, ${windows} windows of ${seconds} s of each kind`)
verdict.line('nobody was closed', run.closed === 0, `${run.closed} closed`)
verdict.line('the others miss nothing', run.gaps === 0, `${run.gaps} gaps`)
verdict.line(
  "the others' p99 changes by less than 10 %",
  Math.abs(change) < 0.1 || run.p99Ms.stopped < run.p99Ms.reading,
  `${run.p99Ms.reading} -> ${run.p99Ms.stopped} ms, ${(change * 100).toFixed(1)} %`,
)
verdict.note(
  'p99 of the single windows',
  `${range(p99s(reading))} ms reading, ${range(p99s(stopped))} ms stopped`,
)
verdict.line(
  `memory grows by less than the cap (${kib(Limits.wsBackpressureBytes)}) or than it drifts anyway`,
  grown < Math.max(Limits.wsBackpressureBytes, drift),
  kib(grown),
)
verdict.note('drift of the windows in which all read', kib(drift))
verdict.line(
  'whoever reads again gets one merged delta or a snapshot',
  run.came.merged + run.came.snapshots === windows && run.came.gaps === 0,
  `${run.came.merged} merged, ${run.came.snapshots} snapshots in ${windows} times`,
)
console.log(machineLine())
writeJson('soak-slow-reader', { seconds, machine: machineLine(), ...run })
process.exitCode = verdict.exitCode
