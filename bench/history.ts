import { startTestHub } from '#hub/testing/hub.ts'
import { fillHistory } from './history/fill.ts'
import { askAll } from './history/measure.ts'
import { questions } from './history/questions.ts'
import { machineLine, printTable, writeJson } from './report.ts'

/*
 * npm run bench -- history [accounts] [days] [words of a question]
 * A year of minutes of 1,000 accounts, and every question that the panels ask of it. Needs 45 GB of disk for a while.
 */
const [accounts = '1000', days = '365', words = ''] = process.argv.slice(2)
const wantedMs = 50
const hub = await startTestHub()
try {
  const filled = await fillHistory(hub.databaseUrl, {
    ...{ accounts: Number(accounts), days: Number(days) },
    say: line => console.log(`  filled ${line}`),
  })
  printTable(
    ['table', 'rows', 'MB'],
    Object.entries(filled.rows).map(([name, rows]) => [
      name,
      rows.toLocaleString('en'),
      Math.round(filled.bytes[name]! / 1e6).toLocaleString('en'),
    ]),
  )
  const wanted = questions.filter(it => `${it.panel} ${it.name}`.includes(words))
  const measured = await askAll(hub, filled, wanted, { accounts: 40, again: 5, cold: true })
  const ms = (value: number) => value.toFixed(1)
  printTable(
    ['ms: p50, p95, max', 'KB', 'cold', '', '', 'warm', '', '', 'four at once', '', '', ''],
    measured.map(it => [
      ...[`${it.panel}: ${it.name}`, it.kilobytes],
      ...[it.cold, it.warm, it.four].flatMap(({ p50, p95, max }) => [ms(p50), ms(p95), ms(max)]),
      it.status !== 200 ? `answered ${it.status}` : it.warm.p95 > wantedMs ? 'over' : '',
    ]),
  )
  console.log(machineLine())
  writeJson('history', {
    machine: machineLine(),
    accounts,
    days,
    filled: { ...filled, accounts: undefined },
    measured,
  })
} finally {
  await hub.stop()
}
