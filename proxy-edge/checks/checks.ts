import type { ReportsSender } from '#bus/node-reports.ts'
import type { Log } from '#kit/log.ts'
import { createSoon } from '#kit/soon.ts'
import { every } from '#kit/timers.ts'
import { Limits } from '#protocol/limits.ts'
import type { NodeReport, ReportOf } from '#protocol/trust/report.ts'
import type { SelfTest } from '#protocol/trust/self-test.ts'
import type { OnlineNode } from '../tunnels/node.ts'
import type { NodeChange, Nodes } from '../tunnels/nodes.ts'
import type { Echo } from './echo.ts'
import { createHomeTests } from './home-tests.ts'
import { createMeasuring, type Place } from './measuring.ts'
import { plainAddress } from './plain-address.ts'
import { createStates } from './states.ts'
import { createTurns } from './turns.ts'
import { Visit } from './visit.ts'

// nodes (came, said, went) --> visits --> measured, tested, looked at --> reports --> stream `nodes:reports`

export type CheckTimes = { stateMs: number; measureMs: number; testMs: number; retryMs: number }
const times: CheckTimes = {
  stateMs: Limits.nodeStateEachMs,
  measureMs: Limits.nodeMeasureEachMs,
  testMs: Limits.nodeTestEachMs,
  retryMs: 15_000,
}

const tickMs = 500
const flushMs = 1_000
/** Somebody waits for what is known of a device that has just come. */
const soonMs = { afterMs: 30, eachMs: 250 }
/** An edge that starts with all its devices has customers to serve as well. */
const measuredAtOnce = 128
const testedAtOnce = 128

/** What this edge finds out about its nodes, beside carrying. Customers' connections do not wait for any of it. */
export function createChecks(o: {
  edge: string
  nodes: Nodes
  reports: ReportsSender
  echo: Echo
  place: Place | null
  rebindingName: string | null
  doors(visit: Visit): readonly [string, ...string[]]
  now: () => number
  log: Log
  times?: Partial<CheckTimes>
  random?: () => number
  onMeasured?: (fault: string | null) => void
  onTested?: (result: SelfTest['result']) => void
}) {
  const { edge, nodes, reports, random = Math.random } = o
  const { stateMs, measureMs, testMs, retryMs } = { ...times, ...o.times }
  const visits = new Map<string, Visit>()
  const flushSoon = createSoon(
    () => void reports.flush().catch((err: unknown) => o.log.error({ err }, 'reports were not said')),
    soonMs,
  )
  function report(make: (at: number) => NodeReport): NodeReport {
    const made = make(Math.floor(o.now()))
    reports.add(made)
    flushSoon.ask()
    return made
  }
  const turns = { measure: createTurns(measuredAtOnce), test: createTurns(testedAtOnce) }
  const states = createStates({ report, edge, eachMs: stateMs })
  const measuring = createMeasuring({
    ...{ report, edge, from: o.place, echo: o.echo, doors: o.doors, turns: turns.measure },
    ...{ eachMs: measureMs, retryMs, random, ...(o.onMeasured && { onMeasured: o.onMeasured }) },
  })
  const tests = createHomeTests({
    ...{ report, edge, rebindingName: o.rebindingName, turns: turns.test, eachMs: testMs, random },
    ...(o.onTested && { onTested: o.onTested }),
  })

  function came(node: OnlineNode): void {
    const { tunnel } = node
    if (!tunnel) return
    const said = report(at => ({
      ...{ kind: 'came', node: node.id, edge, at, tunnel: plainAddress(tunnel.address) },
    })) as ReportOf<'came'>
    const visit = visits.get(node.id) ?? new Visit(node, tunnel, said)
    visits.set(node.id, visit)
    visit.tunnel = tunnel
    visit.came = said
    measuring.came(visit)
    tests.came(visit, performance.now())
  }

  /** Whoever tells of a node has more to do than this: a fault here is nobody else's. */
  const off = nodes.onChange((node, what, why) => {
    try {
      heard(node, what, why)
    } catch (err) {
      o.log.error({ err, node: node.id }, 'a node is not checked')
    }
  })
  function heard(node: OnlineNode, what: NodeChange, why: string | null): void {
    if (what === 'online') return came(node)
    const visit = visits.get(node.id)
    if (!visit) return
    if (what === 'offline') {
      visits.delete(node.id)
      return void report(at => ({
        kind: 'left',
        node: node.id,
        edge,
        at,
        reason: (why ?? 'lost').slice(0, 40),
      }))
    }
    const clock = performance.now()
    states.heard(visit, clock)
    if (what === 'entry') tests.judged(visit, clock)
    else measuring.heard(visit, clock)
  }

  const stopTicks = every(
    tickMs,
    () => {
      const clock = performance.now()
      for (const visit of visits.values()) {
        states.look(visit, clock)
        measuring.look(visit, clock)
        tests.look(visit, clock)
      }
    },
    { log: o.log, unref: true },
  )
  const stopFlushing = every(flushMs, async () => void (await reports.flush()), { log: o.log, unref: true })

  /** The edge is about to stop: nothing more is begun. */
  async function rest(): Promise<void> {
    turns.measure.clear()
    turns.test.clear()
    await stopTicks()
  }
  // Some may have come before this was made.
  for (const node of nodes.all()) came(node)
  return {
    rest,
    /** Redis began anew: what was on its way to a hub may be lost. Said twice it does no harm. */
    restate(): void {
      for (const { came, measured } of visits.values()) {
        reports.add(came)
        if (measured) reports.add(measured)
      }
    },
    /** All nodes have gone, and that is said. */
    async stop(): Promise<void> {
      await rest()
      off()
      flushSoon.stop()
      o.echo.stop()
      await stopFlushing()
      await reports.flush()
    },
  }
}
export type Checks = ReturnType<typeof createChecks>
