import { runChaos } from '#e2e/harness/chaos.ts'
import { startSystem } from '#e2e/harness/system.ts'
import { machineLine, writeJson } from '../report.ts'
import { createVerdict } from './verdict.ts'

/*
 * npm run soak -- chaos [kills] [seed]
 * The whole system as `npm start` makes it, its fleet and its customers at work, and kill -9 of edge, devices, hub,
 * ledger, Redis and PostgreSQL at random moments, again and again; then everything must come back by itself.
 */
const [kills = 60, seed = 1] = process.argv.slice(2).map(Number)
const parts = ['hub', 'proxy-edge', 'fleet', 'redis', 'ledger', 'postgres'] as const
const system = await startSystem()
const run = await runChaos(system, { seed, kills, parts, customers: 10, pauseMs: 5_000 }).finally(() =>
  system.stop(),
)
const verdict = createVerdict()
const killed = Object.entries(run.kills).map(([part, count]) => `${part} ${count}`)

console.log(`seed ${seed}; killed: ${killed.join(', ')}`)
verdict.note('customers meanwhile', `${run.fetched} answered, ${run.failed} failed`)
verdict.line(
  'everything works again by itself within 60 s',
  run.settledMs < 60_000,
  `after ${run.settledMs} ms`,
)
verdict.line('no session is shown that is none', run.phantoms.length === 0, run.phantoms.length)
console.log(machineLine())
writeJson('soak-chaos', { seed, machine: machineLine(), ...run })
process.exitCode = verdict.exitCode
