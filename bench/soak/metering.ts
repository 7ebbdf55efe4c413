import { machineLine, writeJson } from '../report.ts'
import { runUsage } from '../usage/run.ts'
import { createVerdict } from './verdict.ts'

/*
 * npm run soak -- metering [seconds] [seed]
 * 1,000 sessions of 100 accounts over two edges, and kill -9 of edges, ledgers, hub, Redis and PostgreSQL at random
 * moments; the usage tables must agree with what the target has counted.
 *
 * npm run soak -- metering away [seconds] [seed]
 * The same load; Redis is away for two minutes, and then back and empty.
 */
const away = process.argv[2] === 'away'
const [seconds = away ? 120 : 300, seed = 1] = process.argv.slice(away ? 3 : 2).map(Number)
const run = await runUsage({
  ...{ seed, sessions: 1_000, accounts: 100, pauseMs: 5_000 },
  ...(away ? { chaosMs: 0, redisAwayMs: seconds * 1_000 } : { chaosMs: seconds * 1_000, redisAwayMs: 0 }),
})
const verdict = createVerdict()
const kills = Object.entries(run.kills).map(([part, count]) => `${part} ${count}`)
console.log(`seed ${seed}; killed: ${kills.join(', ')}`)
verdict.note('sessions', `${run.opened} opened, ${run.refused} refused, ${run.broken} broken off`)
verdict.note('bytes that the target counted', run.bytes)
verdict.note('may be missing: the last second of each killed edge', run.mayMiss)
verdict.note('missing', run.short)
verdict.line('every account, proxy user, country and edge agrees', run.faults.length === 0, run.compared)
for (const fault of run.faults.slice(0, 10)) console.log(fault)
verdict.line('no session was broken off but by its edge', run.torn === 0, run.torn)
verdict.line('no errors were logged', run.logged.length === 0, run.logged.length)
for (const line of run.logged.slice(0, 5)) console.log(line)
console.log(machineLine())
writeJson(away ? 'soak-metering-away' : 'soak-metering', { machine: machineLine(), seed, ...run })
process.exitCode = verdict.exitCode
