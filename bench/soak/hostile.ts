import { runHostile } from '../proxy/hostile-run.ts'
import { machineLine, writeJson } from '../report.ts'
import { createVerdict, mib } from './verdict.ts'

/*
 * npm run soak -- hostile [seconds] [half-open] [seed]
 * Random and hostile bytes on all three doors, ten thousand half-open connections, heads of a megabyte: the edge lives,
 * answers its customers and its devices, and holds nothing of them afterwards. Two waves.
 */
const [seconds = 60, halfOpen = 10_000, seed = 1] = process.argv.slice(2).map(Number)
const run = await runHostile({ seconds, halfOpen, seed, together: 64, settleMs: 30_000 })
const verdict = createVerdict()
const { before, first, most, after } = run.rssBytes
const ms = ({ p50Ms, p99Ms }: typeof run.quiet) => `${p50Ms.toFixed(0)} ms, ${p99Ms.toFixed(0)} ms`
const attacks = Object.entries(run.harm.attacks)

console.log(`seed ${seed}, ${seconds} s: ${attacks.map(([name, count]) => `${name} ${count}`).join(', ')}`)
verdict.note('half-open connections, and bytes of the others', `${run.harm.halfOpen}, ${mib(run.harm.bytes)}`)
verdict.line(
  'customers and devices were answered all the time',
  run.failed.length === 0,
  `${run.asked} asked, ${run.failed.length} failed`,
)
for (const fault of run.failed.slice(0, 5)) verdict.note('  failed', fault)
verdict.line('its node kept its tunnel', run.tunnels === 1, run.tunnels)
verdict.line(
  'a second wave finds its memory where the first one left it',
  after - first < 0.1 * first,
  `${mib(first)}, then ${mib(after)}`,
)
verdict.note(
  'before the first, at most, and of JavaScript in the end',
  `${mib(before)}, ${mib(most)}, ${mib(run.heapBytes)}`,
)
verdict.note('an answer took, p50 and p99, before', ms(run.quiet))
verdict.note('and under attack', ms(run.attacked))
console.log(machineLine())
writeJson('soak-hostile', { seconds, seed, machine: machineLine(), ...run })
process.exitCode = verdict.exitCode
