import { startTestHub } from '#hub/testing/hub.ts'
import { forgetFiles } from './history/measure.ts'
import { askNodes } from './nodes/ask.ts'
import { fillNodes } from './nodes/fill.ts'
import { machineLine, printTable, writeJson } from './report.ts'

/*
 * npm run bench -- nodes [nodes] [connected]
 * 50,000 nodes in the database and 2,000 connected, and what the panels ask of them: wanted is 50 ms at p95.
 */
const [nodes = '50000', online = '2000'] = process.argv.slice(2)
const wantedMs = 50
const hub = await startTestHub()
try {
  const filled = await fillNodes(hub.databaseUrl, hub.bus, { nodes: Number(nodes), online: Number(online) })
  await forgetFiles(hub.databaseUrl)
  const measured = await askNodes(hub, { times: 40, again: 5 })
  const ms = (value: number) => value.toFixed(1)
  printTable(
    ['ms: p50, p95, max', 'KB', 'first', '', '', 'again', '', '', 'four at once', '', '', ''],
    measured.map(it => [
      ...[it.name, it.kilobytes],
      ...[it.cold, it.warm, it.four].flatMap(({ p50, p95, max }) => [ms(p50), ms(p95), ms(max)]),
      it.status !== 200 ? `answered ${it.status}` : it.warm.p95 > wantedMs ? 'over' : '',
    ]),
  )
  console.log(machineLine())
  await filled.stop()
  writeJson('nodes', { machine: machineLine(), nodes, online, measured })
} finally {
  await hub.stop()
}
