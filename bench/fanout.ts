import { measure, measureIdle, type Plan, type Run } from './fanout/measure.ts'
import { bare, hub, type Manner, socketIo, startPeer, ws } from './fanout/peers.ts'
import { machineLine, median, printTable, writeJson } from './report.ts'

/*
 * npm run bench -- fanout [rounds] [bare,hub,ws,socket.io]
 * One message on each of sixteen topics, all of which every reader hears, said at the same cadence by one process of
 * each. They stand side by side and are measured in turn, in one run. The cadence is one that the slowest keeps up
 * with on two cores, so that CPU time and not a queue is what is compared.
 */
const rounds = Number(process.argv[2] ?? 5)
const plans: Plan[] = [
  { readers: 1_000, everyMs: 200, ticks: 25, topics: 16 },
  { readers: 1_000, everyMs: 100, ticks: 50, topics: 1 },
  { readers: 10_000, everyMs: 3_000, ticks: 3, topics: 16 },
]
const idleConnections = 10_000
const names = process.argv[3]?.split(',')
const manners: Manner[] = [bare, hub, ws, socketIo].filter(it => names?.includes(it.kind) ?? true)

const runs = new Map<string, Run[]>()
const keyOf = (plan: Plan, manner: Manner) => `${plan.readers} x ${plan.topics} ${manner.name}`
const peers = await Promise.all(manners.map(manner => startPeer(manner)))
try {
  for (const plan of plans) {
    for (let round = 0; round < rounds; round++) {
      for (const peer of peers) {
        const key = keyOf(plan, peer)
        runs.set(key, [...(runs.get(key) ?? []), await measure(peer, plan)])
      }
    }
  }
} finally {
  await Promise.all(peers.map(peer => peer.stop()))
}
const idle = new Map<string, number[]>()
for (let round = 0; round < Math.min(rounds, 3); round++) {
  for (const manner of manners) {
    const { bytesAConnection } = await measureIdle(() => startPeer(manner), idleConnections)
    idle.set(manner.name, [...(idle.get(manner.name) ?? []), bytesAConnection])
  }
}

const spread = (values: number[], digits: number) => {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return `${median(values).toFixed(digits)} (${least.toFixed(digits)}-${most.toFixed(digits)})`
}
for (const plan of plans) {
  const of = (manner: Manner) => runs.get(keyOf(plan, manner)) ?? []
  const cpu = (manner: Manner) => median(of(manner).map(run => run.cpuSecondsAMillion))
  console.log(`\n${plan.readers} readers, ${plan.topics} topics, a message on each every ${plan.everyMs} ms`)
  printTable(
    ['server', 'CPU s/million', 'of bare', 'p50 ms', 'p99 ms', 'bytes/message', 'messages'],
    manners.map(manner => [
      manner.name,
      spread(
        of(manner).map(run => run.cpuSecondsAMillion),
        2,
      ),
      `${(cpu(manner) / cpu(bare)).toFixed(2)} x`,
      spread(
        of(manner).map(run => run.p50Ms),
        0,
      ),
      spread(
        of(manner).map(run => run.p99Ms),
        0,
      ),
      Math.round(median(of(manner).map(run => run.bytesAMessage))),
      of(manner).reduce((sum, run) => sum + run.messages, 0),
    ]),
  )
}
console.log(`\nAn idle connection, RSS of the server with ${idleConnections} of them`)
printTable(
  ['server', 'bytes'],
  [...idle].map(([name, values]) => [name, spread(values, 0)]),
)
console.log(machineLine())
writeJson('fanout', {
  rounds,
  plans,
  machine: machineLine(),
  runs: Object.fromEntries(runs),
  idle: Object.fromEntries(idle),
})
