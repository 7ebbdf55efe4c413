import type { Bus } from '#bus/connect.ts'
import { startConsuming } from '#bus/consume.ts'
import { nodeReports, nodeReportsGroup } from '#bus/node-reports.ts'
import { type Db, DbDown } from '#db/connect.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { NodeReport } from '#protocol/trust/report.ts'
import { resultOf, type SelfTest } from '#protocol/trust/self-test.ts'
import type { Geo } from '../geo/geo.ts'
import type { Post } from '../live/post.ts'
import type { Network } from '../network/network.ts'
import { createJudge } from './judging.ts'
import { createSuspending } from './suspending.ts'

// edges --reports--> one of the hubs --> what was seen is written --> the node is judged by all that is written
//                                                                 \-> clear violation: suspended, staff are told

/** Nodes that are looked at side by side; each one's reports come one after the other. */
const atOnce = 4
const sweepMs = 15_000
/** No edge tells of it for so long: it is gone, though nobody saw it go. */
const vanishedMs = 60_000

export function startInspecting(o: {
  db: Db
  bus: Bus
  geo: Pick<Geo, 'look' | 'onChange'>
  network: Pick<Network, 'live' | 'wholeSince'>
  post: Post
  changed: () => Promise<void>
  id: string
  log: Log
}) {
  const { db, bus, geo, network, changed } = o
  const log = o.log.child({ part: 'trust' })
  const suspend = createSuspending({ db, post: o.post, log })
  const judge = createJudge({ db, look: geo.look, suspend, changed })

  async function handle(report: NodeReport): Promise<void> {
    switch (report.kind) {
      case 'came':
        await db.checks.came(report, geo.look(report.tunnel))
        return await judge(report.node)
      case 'measured':
        await db.checks.measured(report)
        return await judge(report.node)
      case 'state':
        return await db.checks.state(report)
      case 'left':
        return await db.checks.left(report)
      case 'tested':
        return await tested(report.node, {
          ...{ at: report.at, tries: report.tries, result: resultOf(report.tries) },
        })
    }
  }

  async function tested(node: string, test: SelfTest): Promise<void> {
    const tell = await db.tx(async repos => {
      const known = await repos.checks.tested(node, test)
      return known && test.result === 'failed' ? await suspend(repos, known, { why: 'selfTest', test }) : null
    })
    if (tell) await changed().then(tell)
  }

  async function inOrder(reports: readonly NodeReport[]): Promise<void> {
    for (const report of reports)
      try {
        await handle(report)
      } catch (err) {
        if (err instanceof DbDown) throw err
        log.error({ err, node: report.node, kind: report.kind }, 'a report was not taken in')
      }
  }

  const consumer = startConsuming({
    ...{ bus, group: nodeReportsGroup, id: o.id, log, what: 'reports of nodes' },
    isAway: err => err instanceof DbDown,
    async post(entries) {
      const byNode = Map.groupBy(
        entries.flatMap(it => nodeReports(it.text)),
        it => it.node,
      )
      const queues = [...byNode.values()]
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (let reports = queues.pop(); reports; reports = queues.pop()) await inOrder(reports)
        }),
      )
      await nodeReportsGroup.done(
        bus,
        entries.map(it => it.id),
      )
    },
  })

  /**
   * Other databases of places: all that are there are judged anew, and all that wait. A hub that starts judges those only
   * of which nothing is known: the others were judged by them, or will be at their next measurement.
   */
  let rejudging: Promise<void> | null = null
  let due: { unknown: boolean } | null = null
  async function rejudge(): Promise<void> {
    for (let wanted = due; wanted; wanted = due) {
      due = null
      for await (const ids of db.checks.unjudged(wanted)) for (const id of ids) await judge(id)
    }
  }
  const offGeo = geo.onChange(first => {
    due = { unknown: first && due?.unknown !== false }
    rejudging ??= rejudge()
      .catch((err: unknown) => {
        if (!(err instanceof DbDown)) log.error({ err }, 'nodes were not judged anew')
      })
      .finally(() => (rejudging = null))
  })

  /** Of an edge that was killed nobody says that its nodes went. */
  async function sweep(): Promise<void> {
    const { wholeSince } = network
    if (wholeSince === null || Date.now() - wholeSince < vanishedMs || !db.up) return
    try {
      const gone = (await db.nodes.online()).filter(id => {
        const known = network.live.nodes.all.get(id)
        return !known || !network.live.nodes.stateOf(known).online
      })
      if (gone.length > 0) await db.checks.vanished(gone, new Date(Date.now() - vanishedMs))
    } catch (err) {
      if (!(err instanceof DbDown)) throw err
    }
  }
  const stopSweeping = every(sweepMs, sweep, { log, unref: true })

  return {
    async stop(): Promise<void> {
      offGeo()
      await stopSweeping()
      await consumer.stop()
      await rejudging
    },
  }
}
