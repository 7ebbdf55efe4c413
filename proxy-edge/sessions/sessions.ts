import { randomUUID } from 'node:crypto'
import { BusDown } from '#bus/bus-down.ts'
import type { Bus } from '#bus/connect.ts'
import { keepSessions } from '#bus/live-sessions.ts'
import type { RadarSender } from '#bus/radar-sender.ts'
import { Limits } from '#protocol/limits.ts'
import type { ProxyErrorCode, SessionEnd } from '#protocol/proxy-errors.ts'
import type { Routing } from '#protocol/routing.ts'
import type { AllowList } from '#wire/addresses/lists.ts'
import type { Target } from '#wire/addresses/target.ts'
import type { Known, ProxyUser } from '../known/known.ts'
import type { Connected, NotConnected } from '../tunnels/connecting.ts'
import type { OnlineNode } from '../tunnels/node.ts'
import type { Nodes } from '../tunnels/nodes.ts'
import type { Meter } from '../metering/meter.ts'
import type { Chooser, Chosen } from './choose.ts'
import type { Ended } from './ended.ts'
import { Groups } from './groups.ts'
import type { EdgeLimits } from './limits.ts'
import { type Door, Session } from './session.ts'
import { forbiddenTarget } from './target.ts'

export type Asked = { user: ProxyUser; routing: Routing; target: Target; door: Door }
export type Refused = { ok: false; code: ProxyErrorCode; message: string }
export type Opened = { ok: true; session: Session } | Refused

const refused = (code: ProxyErrorCode, message: string): Refused => ({ ok: false, code, message })

/** What a node says of a target, as customers are told it. */
const faults = {
  refused: 'target_refused',
  unreachable: 'target_unreachable',
  timeout: 'target_timeout',
  dns: 'target_dns',
  forbidden: 'forbidden_target',
  overloaded: 'no_node',
  lost: 'node_lost',
} as const satisfies Record<string, ProxyErrorCode>

/**
 * What counts against a node for longer than a moment: it was lost, had no room or did not answer. Not a target that
 * the device says does not answer (a customer who looks for dead addresses would spoil every node), and not what it
 * forbids, since that is what it is there for.
 */
const byItself = ({ code, answered }: NotConnected): boolean =>
  code === 'lost' || (code === 'overloaded' && answered) || (code === 'timeout' && !answered)

export type SessionsDeps = {
  edge: string
  bus: Bus
  known: Known
  nodes: Nodes
  chooser: Chooser
  limits: EdgeLimits
  radar: RadarSender
  ended: Ended
  meter: Pick<Meter, 'moved'>
  allowed: AllowList
  now: () => number
  onOpened?: () => void
  onEnded?: (why: SessionEnd, up: number, down: number) => void
  onRefused?: (code: ProxyErrorCode) => void
  onRetried?: () => void
}

/** Every proxied connection of this edge: opened, counted, cut when it must be, told of each second. */
export function createSessions(o: SessionsDeps) {
  const { known, limits, radar } = o
  const all = new Map<string, Session>()
  const groups = new Groups()
  let gone: string[] = []
  let beat = 0

  // Opening

  function standing({ account, enabled }: ProxyUser): Refused | null {
    const it = known.account(account)
    if (!enabled || !it || it.standing === 'suspended')
      return refused('suspended', 'the account or this login is suspended')
    return it.standing === 'no_balance' ? refused('no_balance', 'the account has no balance left') : null
  }

  async function open(asked: Asked): Promise<Opened> {
    const { user, routing, target } = asked
    const bad = standing(user)
    if (bad) return bad
    const forbidden = forbiddenTarget(target, o.allowed)
    if (forbidden !== null) return refused('forbidden_target', forbidden)
    const full = await limits.admit(user)
    if (full !== null) return refused('limit_reached', full)
    try {
      const late = user.limits.bytesPerSecond === null ? null : await limits.turn(user)
      if (late !== null) return giveBack(user, refused('limit_reached', late))
      const first = await o.chooser.first(user.id, routing)
      if ('code' in first) return giveBack(user, refused(first.code, first.message))
      return await connect(asked, first)
    } catch (err) {
      limits.release(user)
      throw err
    }
  }
  function giveBack(user: ProxyUser, answer: Refused): Refused {
    limits.release(user)
    return answer
  }

  /** Nothing of the customer's was sent yet, so another node may be tried when it is the node that failed. */
  async function connect(asked: Asked, first: Chosen): Promise<Opened> {
    const { user, routing, target } = asked
    const tried = new Set<OnlineNode>()
    let targetTried = false
    for (let chosen = first; ;) {
      const { node } = chosen
      const answer = await node.connect(target.text, Limits.proxyConnectMs)
      if (answer.ok) node.opened++
      else if (byItself(answer)) node.failedByItself++
      if (answer.ok) return opened(asked, chosen, answer)
      const itsOwn = answer.code === 'lost' || answer.code === 'overloaded' || answer.code === 'timeout'
      if (itsOwn) node.failed(o.now())
      // Whether a target cannot be reached may depend on from where: asked once more from elsewhere.
      const perhaps: boolean = !targetTried && (answer.code === 'unreachable' || answer.code === 'dns')
      targetTried ||= perhaps
      tried.add(node)
      const again =
        (itsOwn || perhaps) && tried.size < Limits.proxyNodeTries && !(routing.strict && chosen.pinned)
      const next = again ? o.chooser.another(user.id, routing, tried, node, answer.code) : null
      if (!next) return giveBack(user, refused(faults[answer.code], answer.message || answer.code))
      o.onRetried?.()
      chosen = next
    }
  }

  function opened(asked: Asked, chosen: Chosen, { arrived }: Connected & { ok: true }): Opened {
    const { user, target, door } = asked
    // Much may have changed while the node was asked.
    const now = known.proxyUser(user.id)
    const bad =
      !now || now.secret !== user.secret ? refused('suspended', 'this login was changed') : standing(now)
    const away = chosen.node.status !== 'approved' ? refused('node_lost', 'the node was suspended') : null
    if (bad || away || !now) {
      arrived.stream.reset()
      return giveBack(user, (bad ?? away)!)
    }
    const session = new Session({
      ...{ id: randomUUID(), user: now, node: chosen.node, target: target.text, door, arrived },
      ...{ choice: chosen.choice, startedAt: Math.floor(o.now()), speed: limits.speed(now), onEnd },
    })
    session.n = radar.open({
      ...{ id: session.id, account: now.account, proxyUser: now.id, login: now.login, node: chosen.node.id },
      ...{ country: chosen.node.entry.place.country, target: session.target, choice: chosen.choice },
    })
    all.set(session.id, session)
    groups.add(session)
    o.onOpened?.()
    return { ok: true, session }
  }

  // Ending

  function count(session: Session): number {
    const { carrier } = session
    if (!carrier) return 0
    const up = carrier.upBytes - session.saidUp
    const down = carrier.downBytes - session.saidDown
    if (up <= 0 && down <= 0) return 0
    const [u, d] = [Math.max(0, up), Math.max(0, down)]
    session.saidUp += u
    session.saidDown += d
    radar.moved(session.n, u, d)
    limits.moved(session.user, u + d)
    o.meter.moved(session, u, d)
    return u + d
  }

  function onEnd(session: Session, why: SessionEnd): void {
    count(session)
    all.delete(session.id)
    groups.delete(session)
    limits.release(session.user)
    radar.close(session.n, why)
    if (session.kept) gone.push(session.id)
    const { user, node, saidUp: up, saidDown: down } = session
    o.ended.add({
      ...{ id: session.id, account: user.account, proxyUser: user.id, login: user.login, node: node.id },
      ...{ edge: o.edge, door: session.door, target: session.target, country: node.entry.place.country },
      ...{
        startedAt: session.startedAt,
        endedAt: Math.floor(o.now()),
        up,
        down,
        ended: why,
        choice: session.choice,
      },
    })
    o.onEnded?.(why, up, down)
  }

  const cutAll = (sessions: Iterable<Session>, why: SessionEnd) => {
    for (const session of [...sessions]) session.cut(why)
  }
  const offKnown = known.onChange((entry, before) => {
    switch (entry.kind) {
      case 'cut':
        return all.get(entry.id)?.cut('cut')
      case 'account':
        if (entry.gone || entry.standing === 'suspended') cutAll(groups.account(entry.id), 'suspended')
        else if (entry.standing === 'no_balance') cutAll(groups.account(entry.id), 'no_balance')
        return
      case 'proxyUser': {
        const was = before?.kind === 'proxyUser' ? before : undefined
        const other = entry.gone || !entry.enabled || (was && was.secret !== entry.secret)
        if (other) return cutAll(groups.user(entry.id), 'suspended')
        limits.speed(entry)
        if (limits.over(entry) !== null) cutAll(groups.user(entry.id), 'limit_reached')
        return
      }
      case 'node':
        if (entry.gone || entry.status !== 'approved') cutAll(groups.node(entry.id), 'node_suspended')
        return
      case 'enrollment':
      case 'pass':
    }
  })

  // Each second, and twice in it

  /** The counts of all, before they are written down. */
  function countAll(): void {
    for (const session of all.values()) if (count(session) > 0) session.quietSeconds = 0
  }
  /** Over all edges. Whoever has crossed a limit is cut. */
  async function holdLimits(): Promise<void> {
    await limits.tell(id => known.proxyUser(id))
    for (const user of groups.users()) {
      const it = known.proxyUser(user)
      if (it && limits.over(it) !== null) cutAll(groups.user(user), 'limit_reached')
    }
  }

  async function keep(): Promise<void> {
    beat++
    const opened: Session[] = []
    const alive: string[] = []
    const restate = Limits.sessionKeepMs / 3_000
    for (const session of all.values())
      if (!session.kept) opened.push(session)
      else if ((session.n + beat) % restate === 0) alive.push(session.id)
    const ended = gone
    gone = []
    if (opened.length + alive.length + ended.length === 0) return
    try {
      await keepSessions(o.bus, { opened: opened.map(it => factsOf(it, o.edge)), alive, ended })
      for (const session of opened) {
        session.kept = true
        if (session.ended !== null) gone.push(session.id)
      }
    } catch (err) {
      // What has ended runs out by itself.
      if (!(err instanceof BusDown)) throw err
    }
  }

  async function second(): Promise<void> {
    for (const session of all.values())
      if (session.quietSeconds++ > 0) session.carrier?.quiet(session.quietSeconds - 1)
    await Promise.all([keep(), o.ended.flush()])
  }

  return {
    async open(asked: Asked): Promise<Opened> {
      const answer = await open(asked)
      if (!answer.ok) o.onRefused?.(answer.code)
      return answer
    },
    countAll,
    holdLimits,
    second,
    /** Redis began anew: what is kept there of sessions is gone. */
    restate(): void {
      for (const session of all.values()) session.kept = false
    },
    get size() {
      return all.size
    },
    async drain(ms: number): Promise<void> {
      const end = performance.now() + ms
      while (all.size > 0 && performance.now() < end) await new Promise(resolve => setTimeout(resolve, 50))
      cutAll(all.values(), 'edge_stopped')
    },
    stop: offKnown,
  }
}
export type Sessions = ReturnType<typeof createSessions>

const factsOf = (session: Session, edge: string) => ({
  ...{ id: session.id, account: session.user.account, proxyUser: session.user.id, login: session.user.login },
  ...{ node: session.node.id, edge, target: session.target, startedAt: session.startedAt },
})
