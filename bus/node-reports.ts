import type { Log } from '#kit/log.ts'
import { Limits } from '#protocol/limits.ts'
import { NodeReport } from '#protocol/trust/report.ts'
import { BusDown } from './bus-down.ts'
import type { Bus } from './connect.ts'
import { streamGroup } from './group.ts'
import { parseJson } from './json.ts'
import { keys } from './names.ts'

// edge --(what it saw of its nodes)--> stream `nodes:reports` --(group `hub`)--> one of the hubs --> PostgreSQL, acknowledged

const readEntries = 16
const entryReports = 100
/** Of one flush: what heaped up while Redis was away must not keep it from everything else. */
const flushEntries = 50
/** Far more than waits unless no hub runs for long. A report that is lost is followed by the next one in minutes. */
const keepEntries = 5_000

export const nodeReportsGroup = streamGroup('hub', keys.nodeReports, 'reports', readEntries)

/** What can be read of an entry; an edge may be newer than a hub, and one report that is not understood costs no other. */
export function nodeReports(text: string): NodeReport[] {
  const said = parseJson(text)
  return Array.isArray(said) ? said.flatMap(it => NodeReport.safeParse(it).data ?? []) : []
}

/** An edge's side: what it could not say is said later, unless there is too much of it. */
export function createReportsSender(bus: Bus, o: { log: Log; most?: number }) {
  const most = o.most ?? Limits.nodeReportsWaiting
  const waiting: NodeReport[] = []
  let dropped = 0
  let flushing: Promise<boolean> | null = null

  async function flushOnce(): Promise<boolean> {
    if (dropped > 0) o.log.warn({ dropped }, 'reports of nodes were dropped: there are too many')
    dropped = 0
    try {
      for (let n = 0; n < flushEntries && waiting.length > 0; n++) {
        const some = waiting.splice(0, entryReports)
        try {
          const text = JSON.stringify(some)
          await bus.run(redis =>
            redis.xadd(keys.nodeReports, 'MAXLEN', '~', keepEntries, '*', 'reports', text),
          )
        } catch (err) {
          // Redis may have taken them before it was lost: said twice they do no harm.
          waiting.unshift(...some)
          throw err
        }
      }
      return true
    } catch (err) {
      if (!(err instanceof BusDown)) throw err
      return false
    }
  }

  return {
    add(report: NodeReport): void {
      waiting.push(report)
      if (waiting.length <= most) return
      // Some at once: each cut moves all the others.
      const some = Math.ceil(most / 100)
      waiting.splice(0, some)
      dropped += some
    },
    /** Once a second. False when Redis is away. */
    flush: (): Promise<boolean> => (flushing ??= flushOnce().finally(() => (flushing = null))),
    get waiting() {
      return waiting.length
    },
  }
}
export type ReportsSender = ReturnType<typeof createReportsSender>
