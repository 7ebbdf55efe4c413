import { createRandom } from '#wire/fuzz/random.ts'
import { type Agent, createAgent } from '../agent.ts'
import { createDial } from '../dial/dial.ts'
import { createJudge } from '../dial/judge.ts'
import { createNameServer } from '../dial/resolve.ts'
import { AgentLimits } from '../limits.ts'
import type { OwnRules } from '../policy.ts'
import type { FleetFlags } from './flags.ts'
import { parseAddressBlock } from '../from/address-block.ts'
import { imagineDevice, type ImaginedDevice } from './imagined-device.ts'
import type { Stores } from './stores.ts'
import { zoneOfPlace } from './zone-of-place.ts'

export type FleetView = {
  nodes: number
  connected: number
  approved: number
  resting: number
  /** On purpose, and back soon. */
  away: number
  refused: number
  sessions: number
  /** Of all that were carried since the start. */
  bytes: number
}

export type Fleet = {
  view(): FleetView
  /** Why devices were refused; each reason once. */
  readonly refusals: ReadonlySet<string>
  stop(): Promise<void>
}

type Node = {
  n: number
  device: ImaginedDevice
  /** Null while it is away, and not there yet. */
  agent: Agent | null
  backAt: number
  refused: boolean
  carried: number
  seen: number
}

const awayMinMs = 5_000
const awayMaxMs = 90_000
const saveEachMs = 3_000

const noRules: OwnRules = {
  batteryFloor: null,
  chargingOnly: false,
  wifiOnly: false,
  maxSessions: null,
  monthlyBytes: null,
  schedule: [],
}

/** Many real agents in one process; only their batteries, networks and habits are imagined. */
export function createFleet(o: FleetFlags & { stores: Stores }): Fleet {
  const random = createRandom(o.seed)
  const names = createNameServer()
  const judge = createJudge(o.allow)
  const dialing = (from: string | null) => createDial({ judge, resolve: names.resolve, from })
  const dial = dialing(null)
  const refusals = new Set<string>()
  const leaving = new Set<Promise<void>>()
  const startedAt = performance.now()
  let stopping = false
  let savedAt = startedAt
  let tickedAt = startedAt

  const zones = o.codes.map(({ place }) => (place ? zoneOfPlace(place) : null))
  const nodes: Node[] = Array.from({ length: o.nodes }, (_, n) => ({
    n,
    device: imagineDevice(createRandom(o.seed * 100_003 + n), zones[n % zones.length] ?? null),
    agent: null,
    backAt: startedAt + (o.spreadMs * n) / o.nodes,
    refused: false,
    carried: 0,
    seen: 0,
  }))

  function begin(node: Node): void {
    const code = o.codes[node.n % o.codes.length]
    const own = code?.from ? parseAddressBlock(code.from) : null
    const from = o.from?.at(node.n) ?? own?.at(Math.floor(node.n / o.codes.length)) ?? null
    const agent = createAgent({
      edge: o.edge,
      pin: o.pin,
      enrollment: code?.code ?? null,
      store: o.stores.of(node.n),
      own: noRules,
      device: node.device,
      dial: from === null ? dial : dialing(from),
      from,
      tell() {},
    })
    node.agent = agent
    node.seen = agent.view().monthBytes
    void agent.ended.then(end => {
      if (end.why !== 'refused') return
      node.refused = true
      refusals.add(`${end.code}: ${end.message}`)
    })
  }

  function leave(node: Node): void {
    const { agent } = node
    if (!agent) return
    node.agent = null
    node.backAt = Infinity
    const gone = agent.stop().then(() => {
      leaving.delete(gone)
      node.backAt = performance.now() + awayMinMs + random.int(awayMaxMs - awayMinMs)
    })
    leaving.add(gone)
  }

  function tick(): void {
    const now = performance.now()
    const ms = now - tickedAt
    tickedAt = now
    for (const node of nodes) {
      if (node.refused) continue
      if (!node.agent) {
        if (now >= node.backAt) begin(node)
        continue
      }
      const { monthBytes } = node.agent.view()
      const bytes = Math.max(0, monthBytes - node.seen)
      node.seen = monthBytes
      node.carried += bytes
      node.device.pass(ms * o.speed, bytes * o.speed)
      if (random.int(1_000_000) < (o.churnAMinute * ms * 1_000_000) / 60_000) leave(node)
    }
    if (now - savedAt < saveEachMs) return
    savedAt = now
    o.stores.save()
  }

  tick()
  // More often at first, so that they come spread.
  const ticking = setInterval(tick, AgentLimits.tickMs / 4)

  return {
    refusals,
    view() {
      const view: FleetView = {
        nodes: nodes.length,
        connected: 0,
        approved: 0,
        resting: 0,
        away: 0,
        refused: 0,
        sessions: 0,
        bytes: 0,
      }
      for (const node of nodes) {
        view.bytes += node.carried
        if (node.refused) view.refused++
        else if (!node.agent) view.away++
        else {
          const it = node.agent.view()
          view.sessions += it.sessions
          if (it.phase === 'connected') view.connected++
          if (it.status === 'approved') view.approved++
          if (it.phase === 'connected' && it.resting !== null) view.resting++
        }
      }
      return view
    },
    async stop() {
      if (stopping) return
      stopping = true
      clearInterval(ticking)
      await Promise.all([...leaving, ...nodes.map(node => node.agent?.stop())])
      o.stores.save()
    },
  }
}
