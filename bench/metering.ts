import { countBoth, type Counted, fewer } from './metering/count-run.ts'
import { edgeCost, type EdgeRound } from './metering/edge-run.ts'
import { postBacklog } from './metering/posting-run.ts'
import { machineLine, median, printTable, writeJson } from './report.ts'

/*
 * npm run bench -- metering [counts,posting,edge] [minutes] [batches] [rounds]
 * What metering costs: PostgreSQL, compared with a row for each session and second; a ledger; an edge, compared with
 * one that does not meter.
 */
const [parts = 'counts,posting,edge', minutes = '10', batches = '2000', rounds = '3'] = process.argv.slice(2)
const wanted = (part: string) => parts.split(',').includes(part)
const speed = 20
const result: Record<string, unknown> = { machine: machineLine() }

if (wanted('counts')) {
  const typical = { sessions: 1_000, accounts: 100, proxyUsers: 200, nodes: 50, edges: 2 }
  const worst = { ...typical, proxyUsers: 1_000, nodes: 1_000 }
  for (const [name, shape] of Object.entries({ typical, worst })) {
    const both = await countBoth({ ...shape, minutes: Number(minutes), speed })
    result[name] = both
    const per = ({ sessionSeconds }: Counted, count: number) =>
      Math.round((count * 1e6) / sessionSeconds).toLocaleString('en')
    const line = (title: string, what: keyof Counted, unit = 1) => [
      title,
      per(both.ours, both.ours[what] / unit),
      per(both.naive, both.naive[what] / unit),
      both.naive[what] > 0 ? `${fewer(both.ours[what], both.naive[what]).toFixed(1)} %` : '–',
    ]
    const shown = `${shape.sessions} sessions of ${shape.accounts} accounts, ${shape.proxyUsers} proxy users, ${shape.nodes} nodes`
    console.log(`\n${shown}, ${shape.edges} edges, ${minutes} minutes: for a million session-seconds`)
    printTable(
      ['', 'this design', 'a row a second', 'fewer'],
      [
        line('statements', 'statements'),
        line('rows in statements', 'sentRows'),
        line('rows written', 'rows'),
        ...(both.ours.pieces > 0 ? [line('pieces of long rows written', 'pieces')] : []),
        line('KB sent', 'sentBytes', 1e3),
        line('KB of log', 'walBytes', 1e3),
        line('KB kept', 'storedBytes', 1e3),
      ],
    )
  }
}

if (wanted('posting')) {
  const plan = { batches: Number(batches), sessions: 1_000, edges: 20 }
  const posted = await postBacklog(plan)
  result['posting'] = { plan, ...posted }
  const posting = posted.batches / posted.seconds
  const folding = plan.batches / posted.foldSeconds
  const each = 1 / (1 / posting + 1 / folding)
  console.log(`\nOne ledger, ${plan.batches} batches of ${plan.sessions} sessions waiting`)
  printTable(
    ['', ''],
    [
      ['batches posted a second', posting.toFixed(1)],
      ['batches folded a second', folding.toFixed(1)],
      [
        'cells of them, and folded a second',
        `${posted.cells}, ${Math.round(posted.cells / posted.foldSeconds)}`,
      ],
      ['batches a second, both', each.toFixed(1)],
      ['session-seconds a second', Math.round(each * plan.sessions * 5).toLocaleString('en')],
      ['edges of 1,000 sessions it carries', (each * 5).toFixed(0)],
      ['of a core', (posted.cpuSeconds / posted.seconds).toFixed(2)],
      ['its CPU ms a batch', ((posted.cpuSeconds * 1e3) / posted.batches).toFixed(1)],
      ['KB an entry', (posted.entryBytes / 1e3).toFixed(0)],
    ],
  )
}

if (wanted('edge')) {
  const plan = { rounds: Number(rounds), bytes: 2e9, sessions: 1_000, seconds: 15 }
  const cost = await edgeCost(plan)
  result['edge'] = { plan, ...cost }
  const line = (title: string, of: (it: EdgeRound) => number) => {
    const [metered, unmetered] = [median(cost.metered.map(of)), median(cost.unmetered.map(of))]
    return [title, metered.toFixed(3), unmetered.toFixed(3), (metered / unmetered).toFixed(3)]
  }
  console.log(
    `\nThe edge's CPU, median of ${plan.rounds} rounds in turn (${cost.handedBatches} batches handed over)`,
  )
  printTable(
    ['', 'metering', 'not', 'ratio'],
    [
      line('s/GB, 1 stream', it => it.perGb[1]!),
      line('s/GB, 16 streams', it => it.perGb[16]!),
      line(`of a core, ${plan.sessions} sessions that carry twice a second`, it => it.sessionsShare),
    ],
  )
}
console.log(`\n${machineLine()}`)
writeJson('metering', result)
