import { type Comparison, compare } from './http/compare.ts'
import { machineLine, printTable, writeJson } from './report.ts'
import { startPeers } from './http/peers.ts'

/*
 * npm run bench -- http
 * `GET /api/auth/me`, signed in, by one process of each: the hub, the same answer written straight onto
 * uWebSockets.js, and onto node:http. The three stand side by side and are measured in turn, in one run.
 */
const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 3)

const peers = await startPeers()
try {
  const results: Comparison[] = await compare(peers.list, { rounds, seconds, connections: 32 })
  const bare = results.find(r => r.name === 'bare uWebSockets.js')!
  printTable(
    ['server', 'requests/s', 'p50 ms', 'p99 ms', 'CPU us/request', 'of bare uWS', 'of bare uWS, by CPU'],
    results.map(r => [
      r.name,
      Math.round(r.requestsPerSecond),
      r.p50Ms.toFixed(2),
      r.p99Ms.toFixed(2),
      r.cpuMicros.toFixed(1),
      `${Math.round((100 * r.requestsPerSecond) / bare.requestsPerSecond)} %`,
      `${Math.round((100 * bare.cpuMicros) / r.cpuMicros)} %`,
    ]),
  )
  console.log(machineLine())
  writeJson('http', { rounds, seconds, machine: machineLine(), results })
} finally {
  await peers.stop()
}
