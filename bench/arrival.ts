import { runArrivals } from './arrival/run.ts'
import { machineLine, printTable, writeJson } from './report.ts'
import { timesOf } from './history/measure.ts'

/*
 * npm run bench -- arrival [devices]
 * How soon a device that comes is seen and judged, carries when it is approved, and carries nothing when it is suspended.
 */
const [devices = '40'] = process.argv.slice(2)
const arrivals = await runArrivals({ devices: Number(devices) })
const rows = [
  ['in the list after its first byte', 'seenMs', 1_000],
  ['with place, verdict and score', 'factsMs', 5_000],
  ['carries after its approval', 'carriesMs', 1_000],
  ['a byte is in the customer’s figures', 'toldMs', 2_000],
  ['cut after its suspension', 'cutMs', 1_000],
] as const
const measured = rows.map(([name, key, wantedMs]) => ({
  ...{ name, wantedMs },
  ...timesOf(arrivals.map(it => it[key])),
}))
printTable(
  ['ms', 'p50', 'p95', 'max', 'wanted'],
  measured.map(it => [it.name, ...[it.p50, it.p95, it.max].map(ms => ms.toFixed(0)), it.wantedMs]),
)
console.log(machineLine())
writeJson('arrival', { machine: machineLine(), devices, measured })
