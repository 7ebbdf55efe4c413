import type { NodeReport } from '#protocol/trust/report.ts'
import type { OnlineNode } from '../tunnels/node.ts'
import { type Facts, matters } from './matters.ts'
import type { Visit } from './visit.ts'

/** A device that changes its mind all the time: the last of it is told when the minute is over. */
const rowsAMinute = 20
const minuteMs = 60_000

/** Rows of a node's history: at once when something changed that matters, and now and then in any case. */
export function createStates(o: {
  report(make: (at: number) => NodeReport): NodeReport
  edge: string
  eachMs: number
}) {
  function tell(visit: Visit, facts: Facts, clock: number): void {
    if (clock - visit.rowsSince >= minuteMs) [visit.rows, visit.rowsSince] = [0, clock]
    visit.stateDue = visit.rows >= rowsAMinute
    if (visit.stateDue) return
    visit.rows++
    visit.state = facts
    visit.stateAt = clock
    o.report(at => ({ kind: 'state', node: visit.node.id, edge: o.edge, at, ...facts }))
  }
  function heard(visit: Visit, clock: number): void {
    const facts = factsOf(visit.node)
    if (matters(visit.state ?? nothing, facts)) tell(visit, facts, clock)
  }
  return {
    /** The device has said something, or its rules are others. */
    heard,
    /** On a tick. */
    look(visit: Visit, clock: number): void {
      if (clock - visit.stateAt >= o.eachMs) tell(visit, factsOf(visit.node), clock)
      else if (visit.stateDue && clock - visit.rowsSince >= minuteMs) {
        visit.stateDue = false
        heard(visit, clock)
      }
    },
  }
}

const nothing: Facts = { battery: null, network: null, resting: null }
const factsOf = ({ battery, network, resting }: OnlineNode): Facts => ({ battery, network, resting })
