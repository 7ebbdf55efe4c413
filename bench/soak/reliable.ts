import { parseArgs } from 'node:util'
import { soakReliable } from '../live/reliable-soak.ts'
import { machineLine, printTable, writeJson } from '../report.ts'

/*
 * npm run soak -- reliable [--subscribers 1000 --sockets 20 --seconds 60 --events 100 --hubs 3 --seed 1]
 * Hubs are killed every 5 s and Redis once; every subscriber must have every event once, in order and without `reset`.
 */
const { values } = parseArgs({
  options: {
    subscribers: { type: 'string', default: '1000' },
    sockets: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    events: { type: 'string', default: '100' },
    hubs: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const plan = {
  subscribers: Number(values.subscribers),
  socketsAUser: Number(values.sockets),
  seconds: Number(values.seconds),
  eventsASecond: Number(values.events),
  processes: Number(values.hubs),
  killEveryMs: 5_000,
  seed: Number(values.seed),
}
console.log(`seed ${plan.seed}`)
const result = await soakReliable({ ...plan, say: text => console.log(text) })
printTable(
  ['what', 'value'],
  Object.entries(result).map(([name, value]) => [name, String(value)]),
)
console.log(machineLine())
writeJson('soak-reliable', { machine: machineLine(), plan, result })
process.exit(result.ok ? 0 : 1)
