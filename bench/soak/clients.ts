import { parseArgs } from 'node:util'
import { programUsers, runPrograms } from '../clients/programs-run.ts'
import { runRequests } from '../clients/requests.ts'
import { startScene } from '../clients/scene.ts'
import { startTargets } from '../clients/targets.ts'
import { machineLine, writeJson } from '../report.ts'
import { createVerdict } from './verdict.ts'

/*
 * npm run soak -- clients [--requests 10000 --seed 1 --together 16]
 * Real programs through both doors with every kind of username, then seeded requests, many of them broken off: what the
 * targets counted, what the clients counted and what the sessions' records say must be the same bytes.
 */
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    together: { type: 'string', default: '16' },
  },
})
const [requests, seed, together] = [Number(values.requests), Number(values.seed), Number(values.together)]
const portCount = 200
const users = Math.ceil((requests / portCount) * 3) + 2
const say = (text: string) => console.log(`    ${text}`)
console.log(`seed ${seed}`)

const scene = await startScene({ users: users + programUsers, agentsAPlace: 2 })
const targets = await startTargets(portCount)
const programs = await runPrograms(scene, { firstUser: users, say })
const run = await runRequests(scene, targets, { requests, seed, together, users, say })
await targets.stop()
await scene.stop()

const verdict = createVerdict()
const both = ({ up, down }: { up: number; down: number }) => `${up} up, ${down} down`
const same = (it: { client: object; session: object; target: object }) =>
  JSON.stringify(it.client) === JSON.stringify(it.session) &&
  JSON.stringify(it.session) === JSON.stringify(it.target)
verdict.line(
  'every program got what it fetched, and was counted',
  programs.faults.length === 0,
  `${programs.fetches} fetches, ${programs.sessions} sessions`,
)
verdict.line('programs: target, client and sessions are equal', same(programs), both(programs.session))
verdict.line(
  'every request went as planned, and was counted',
  run.faults.length === 0,
  `${run.requests} requests, ${run.sessions} sessions`,
)
verdict.line('requests: target, client and sessions are equal', same(run), both(run.session))
verdict.note('sessions of which that is asked, broken off among them', `${run.exact}, ${run.exactCut}`)
verdict.note('broken off in flight; all three equal', `${run.flights}; ${run.flightsEqual}`)
verdict.note('bytes of those that were handed on and not read', run.flightBytesBetween)
verdict.note('Chromium signs in to SOCKS by its address', 'it knows no password there')
for (const [name, why] of Object.entries(programs.missing)) verdict.note(`${name} is not here`, why)
for (const fault of [...programs.faults, ...run.faults].slice(0, 50)) console.log(`  ! ${fault}`)
console.log(machineLine())
writeJson('soak-clients', { machine: machineLine(), seed, programs, run })
process.exit(verdict.exitCode)
