import type { NodeReport, ReportOf } from '#protocol/trust/report.ts'
import type { Echo } from './echo.ts'
import { measure } from './measure.ts'
import { plainAddress } from './plain-address.ts'
import type { Turns } from './turns.ts'
import type { Visit } from './visit.ts'

const timeoutMs = 10_000
/** After a change, so that a device that goes to and fro is not measured all the time. */
const changedMs = 2_000
/** Where bytes are paid for, speed is measured when a device came, and then only so often. */
const meteredSpeedMs = 6 * 3_600_000
/** A device that does not let its edge through will not do so in a moment. */
const lasting = ['forbidden']

export type Place = { lat: number; lon: number }

/** Measures each node when it came, when its way to the internet is another one, and every few minutes. */
export function createMeasuring(o: {
  report(make: (at: number) => NodeReport): NodeReport
  edge: string
  /** Where this edge is. */
  from: Place | null
  echo: Echo
  /** Where the door is, as devices know it. */
  doors(visit: Visit): readonly [string, ...string[]]
  turns: Turns
  eachMs: number
  /** It did not come, as it may while an edge takes in all its devices at once: then sooner than usual, but ever later. */
  retryMs: number
  random(): number
  onMeasured?: (fault: string | null) => void
}) {
  function start(visit: Visit, urgent: boolean): void {
    if (visit.measuring) return void (visit.measureAgain = true)
    visit.measuring = true
    visit.measureAt = Infinity
    async function run(): Promise<void> {
      // Those that came together are not measured together the next time.
      const spread = 0.75 + o.random() / 2
      let nextMs = o.eachMs * spread
      try {
        if (await measured(visit)) nextMs = changedMs
        else if (visit.retryMs !== null) nextMs = Math.min(nextMs, visit.retryMs * spread)
      } finally {
        visit.measuring = false
        visit.measureAt = performance.now() + nextMs
        if (visit.measureAgain) start(visit, true)
      }
    }
    visit.measureAgain = false
    o.turns.add(run, urgent)
  }

  /** True: its network became another one meanwhile. */
  async function measured(visit: Visit): Promise<boolean> {
    const { node, tunnel } = visit
    if (node.tunnel !== tunnel) return false
    const before = gist(visit)
    const doors = o.doors(visit)
    const dear = node.network?.metered === true && performance.now() - visit.spedAt < meteredSpeedMs
    const how = { echo: o.echo, timeoutMs, ...(dear && { burst: 0 }) }
    let found = await measure(node, { ...how, target: doors[0] })
    // The device may know the edge by another name than the public one: then by the address that it came to.
    if (found.exitFault === 'forbidden' && doors[1] !== undefined)
      found = await measure(node, { ...how, target: doors[1] })
    // It has another tunnel by now, or none: what was measured is not about that.
    if (node.tunnel !== tunnel) return false
    visit.rttMs = least(visit.rttMs, least(found.rttMs, node.rttMs))
    visit.measuredAt = performance.now()
    if (found.bytesPerSecond !== null) visit.spedAt = visit.measuredAt
    const passing = found.exitFault !== null && !lasting.includes(found.exitFault)
    visit.retryMs = passing ? (visit.retryMs ?? o.retryMs / 2) * 2 : null
    const { opened, failedByItself: failed, timeZone, path, network } = node
    node.opened = node.failedByItself = 0
    visit.measured = o.report(at => ({
      ...{ kind: 'measured', node: node.id, edge: o.edge, at, tunnel: plainAddress(tunnel.address) },
      ...{ exit: found.exit, exitFault: found.exitFault, rttMs: visit.rttMs, from: o.from },
      ...{ bytesPerSecond: found.bytesPerSecond, timeZone, path, network, opened, failed },
    })) as ReportOf<'measured'>
    o.onMeasured?.(found.exitFault)
    return before !== unknown && before !== gist(visit)
  }

  return {
    /** It has a tunnel. */
    came(visit: Visit): void {
      visit.rttMs = null
      visit.retryMs = null
      start(visit, true)
    },
    /** It has said something. */
    heard(visit: Visit, clock: number): void {
      const { measured } = visit
      if (visit.measuring || !measured) return
      const { network, path } = visit.node
      if (gistOf(network?.type, path) === gistOf(measured.network?.type, measured.path)) return
      visit.measureAt = Math.min(visit.measureAt, Math.max(clock, visit.measuredAt + changedMs))
      if (visit.measureAt <= clock) start(visit, true)
    },
    /** On a tick. */
    look(visit: Visit, clock: number): void {
      if (visit.measureAt <= clock && visit.node.presence === 'online') start(visit, false)
    },
  }
}

const gistOf = (type: string | undefined, path: { mtu: number | null; tunnel: boolean } | null): string =>
  `${type ?? ''} ${path ? `${path.mtu} ${path.tunnel}` : ''}`
const gist = ({ node }: Visit): string => gistOf(node.network?.type, node.path)
const unknown = gistOf(undefined, null)
const least = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b)
