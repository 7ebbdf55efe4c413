import { measure, measureIdle, type Plan, type Run } from './fanout/measure.ts'
import { bare, hub, type Manner, socketIo, startPeer, ws } from './fanout/peers.ts'
import { printCadence, spread } from './fanout/table.ts'
import { machineLine, printTable, writeJson } from './report.ts'

/*
 * npm run bench -- fanout [rounds] [bare,hub,ws,socket.io] [1000,10000]
 * One message on each of some topics, all of which every reader hears, said at the same cadence by one process of
 * each. They stand side by side and are measured in turn, in one run: new ones for each cadence, for the hub's logins
 * are good for a quarter of an hour. The slower cadences are such as the slowest keeps
 * up with on two cores, so that CPU time and not a queue is what is compared; the quicker ones are for two of them.
 */
const [rounds = '5', names, readers] = process.argv.slice(2)
const all: Manner[] = [bare, hub, ws, socketIo]
const manners = names ? all.filter(it => names.split(',').includes(it.kind)) : all
const quick = manners.filter(it => it === bare || it === hub)
const cadences: { readers: number; topics: number; everyMs: number; of: Manner[] }[] = [
  { readers: 1_000, everyMs: 200, topics: 16, of: manners },
  { readers: 1_000, everyMs: 50, topics: 16, of: quick },
  { readers: 1_000, everyMs: 100, topics: 1, of: manners },
  { readers: 10_000, everyMs: 3_000, topics: 16, of: manners },
  { readers: 10_000, everyMs: 1_000, topics: 16, of: quick },
]
const wanted = cadences.filter(it => !readers || readers.split(',').includes(String(it.readers)))
const windowMs = 10_000
const warmMs = 4_000
const idleConnections = 10_000
const idleRounds = Math.min(Number(rounds), 3)

const results: { plan: Plan; rows: { name: string; runs: Run[] }[] }[] = []
for (const { of, ...cadence } of wanted) {
  const ticks = (ms: number) => Math.ceil(ms / cadence.everyMs)
  const plan = { ...cadence, ticks: ticks(windowMs), warmTicks: ticks(warmMs) }
  const peers = await Promise.all(of.map(manner => startPeer(manner)))
  try {
    const rows = peers.map(peer => ({ name: peer.name, runs: [] as Run[], peer }))
    for (let round = 0; round < Number(rounds); round++) {
      for (const { peer, runs } of rows) runs.push(await measure(peer, plan))
    }
    results.push({ plan, rows: rows.map(({ name, runs }) => ({ name, runs })) })
    printCadence(plan, rows)
  } finally {
    await Promise.all(peers.map(peer => peer.stop()))
  }
}

const idle = manners.map(manner => ({ manner, bytes: [] as number[] }))
for (let round = 0; round < idleRounds; round++) {
  for (const { manner, bytes } of idle) {
    bytes.push((await measureIdle(() => startPeer(manner), idleConnections)).bytesAConnection)
  }
}
console.log(`\nAn idle connection, RSS of the server with ${idleConnections} of them`)
printTable(
  ['server', 'bytes'],
  idle.map(({ manner, bytes }) => [manner.name, spread(bytes, 0)]),
)
console.log(machineLine())
writeJson('fanout', {
  machine: machineLine(),
  results,
  idle: idle.map(({ manner, bytes }) => ({ name: manner.name, bytes })),
})
