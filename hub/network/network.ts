import { createClock } from '#bus/clock.ts'
import type { Bus } from '#bus/connect.ts'
import { hearNodes, readNodes } from '#bus/nodes.ts'
import type { Log } from '#kit/log.ts'
import type { Ticks } from '../live/source.ts'
import { createEdges } from './edges.ts'
import { createFeed } from './feed.ts'
import { createNodes } from './nodes.ts'
import { createSessions } from './sessions.ts'
import { createSources } from './sources.ts'
import { createTime } from './time.ts'

/** How often what is idle is let go of. */
const sweepSeconds = 10
/** How often the nodes are read anew: nothing tells that a word on one of them was lost. */
const rereadSeconds = 60

/** What this hub knows of the network, from the bus alone. It lives with and without Redis, and never asks an edge. */
export function createNetwork(o: {
  bus: Bus
  log: Log
  ticks: Ticks
  /** Redis's clock; a test brings its own. */
  now?: () => number
  /** Something of a node that nobody should wait a second for. */
  news?: () => void
}) {
  const { bus, ticks } = o
  const log = o.log.child({ part: 'network' })
  const clock = o.now ? null : createClock(bus, log)
  const now = o.now ?? (() => clock!.now())

  const time = createTime(ticks, now)
  const sessions = createSessions({ ticks, time })
  const edges = createEdges({
    sessions,
    time,
    log,
    changed: edge => nodes.edgeChanged(edge),
  })
  const nodes = createNodes({ ticks, time, edges, parties: sessions.nodes, log, news: o.news ?? (() => {}) })

  async function readAllNodes(): Promise<void> {
    nodesReadAt = time.last
    for await (const some of readNodes(bus)) nodes.hear(some)
  }
  async function prepare(): Promise<void> {
    await clock?.sync()
    await readAllNodes()
  }
  const feed = createFeed({ bus, edges, log, now, prepare, changed: tell })
  const hearing = hearNodes(bus, said => nodes.hear(said.nodes))
  hearing.catch((err: unknown) => log.error({ err }, 'nodes are not heard'))

  /** What readers are told of this hub's own hearing, and the stamp of its latest change. */
  let wholeSince: number | null = null
  let toldAt = 0
  /** Since when this hub can say that somebody else is silent. */
  let hearsFrom = 0
  function tell(): void {
    const is = feed.whole ? Math.floor(feed.wholeFrom) : null
    if (is === wholeSince) return
    wholeSince = is
    toldAt = ticks.next
  }

  const off = bus.onChange(up => {
    if (!up) hearsFrom = Infinity
  })
  let sweptAt = 0
  let nodesReadAt = 0
  function tick(): void {
    time.tick()
    feed.wake()
    tell()
    if (wholeSince === null) return
    // Edges need a moment as well to find a Redis that came back.
    if (hearsFrom === Infinity) hearsFrom = time.last
    edges.listen(hearsFrom)
    if (time.last - nodesReadAt >= rereadSeconds)
      readAllNodes().catch((err: unknown) => log.debug({ err }, 'nodes were not read'))
    if (time.last - sweptAt < sweepSeconds) return
    sweptAt = time.last
    edges.sweep()
    nodes.sweep()
    sessions.sweep()
  }

  const sources = createSources({
    time,
    sessions,
    nodes,
    told: () => ({ at: time.now(), wholeSince }),
    toldAt: () => toldAt,
  })
  return {
    ...sources,
    /** What is there now, for those who ask once. */
    live: { sessions: sessions.all, nodes },
    /** The time in ms by Redis's clock. */
    now,
    /** Since when nothing that was said on the bus is missing here; null while it cannot hear. */
    get wholeSince() {
      return wholeSince
    },
    /** The window was read for the first time. */
    ready: feed.ready,
    /** Once a second, before what has changed is published. */
    tick,
    async stop(): Promise<void> {
      feed.stop()
      off()
      void hearing.then(end => end()).catch(() => {})
      await clock?.stop()
    },
  }
}
export type Network = ReturnType<typeof createNetwork>
