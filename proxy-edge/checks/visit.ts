import type { ReportOf } from '#protocol/trust/report.ts'
import type { OnlineNode, Tunnel } from '../tunnels/node.ts'
import type { Facts } from './matters.ts'

/** A node that is here, and what its checks are about to do. Times are of the monotonic clock, in ms. */
export class Visit {
  readonly node: OnlineNode
  /** Of the tunnel that it has now. */
  tunnel: Tunnel
  came: ReportOf<'came'>
  measured: ReportOf<'measured'> | null = null
  measuring = false
  /** Something changed while it was measured. */
  measureAgain = false
  measureAt = Infinity
  measuredAt = -Infinity
  /** When its speed was measured. */
  spedAt = -Infinity
  /** The last one failed in a way that may pass. */
  retryMs: number | null = null
  /** The shortest of this tunnel. */
  rttMs: number | null = null
  testing = false
  /** Infinity: it is not approved. */
  testAt = Infinity
  /** The last row of history, and when. */
  state: Facts | null = null
  stateAt = performance.now()
  /** There is a row to tell, when its minute is over. */
  stateDue = false
  /** Rows in this minute. */
  rows = 0
  rowsSince = -Infinity

  constructor(node: OnlineNode, tunnel: Tunnel, came: ReportOf<'came'>) {
    this.node = node
    this.tunnel = tunnel
    this.came = came
  }
}
