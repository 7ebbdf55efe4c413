import type { NodeStatus } from '#protocol/node.ts'
import { defaultPolicy, type NodePolicy, type RestReason } from '#protocol/policy.ts'
import type { FromEdge } from '#protocol/tunnel.ts'
import { version } from '#kit/version.ts'
import type { Dial } from './dial/dial.ts'
import type { Store } from './keep/store.ts'
import { AgentLimits } from './limits.ts'
import { Month } from './month.ts'
import { type OwnRules, restReason, type Rules, strictest } from './policy.ts'
import type { Device } from './report/device.ts'
import { createTeller } from './report/teller.ts'
import { createServe } from './serve.ts'
import { isEdge } from './tunnel/is-edge.ts'
import type { EdgeAddress } from './tunnel/secure.ts'
import { type Phase, stayConnected } from './tunnel/stay-connected.ts'
import { openTunnel, type Tunnel } from './tunnel/tunnel.ts'

export type AgentOptions = {
  edge: EdgeAddress
  /** Given by a person; else the one that was kept, else the first one seen. */
  pin: string | null
  enrollment: string | null
  store: Store
  own: OwnRules
  device: Device
  dial: Dial
  /** The address of ours that the tunnel is dialled from; null: the machine chooses. */
  from?: string | null
  /** For a person, once: what happened that they should know. */
  tell(text: string): void
  onChange?: () => void
  random?: () => number
  now?: () => Date
}

export type AgentView = {
  phase: Phase
  /** Why it is not connected. */
  fault: string | null
  node: string | null
  status: NodeStatus | null
  resting: RestReason | null
  sessions: number
  monthBytes: number
}

export type AgentEnd = { why: 'stopped' } | { why: 'refused'; code: string; message: string }

export type Agent = {
  view(): AgentView
  readonly ended: Promise<AgentEnd>
  /** Says that it leaves, lets sessions finish for a while, ends. */
  stop(): Promise<void>
}

/** One device: a tunnel that comes back by itself, its rules, its reports, and the sessions it carries. */
export function createAgent(o: AgentOptions): Agent {
  const now = o.now ?? (() => new Date())
  const { store, device } = o
  const month = new Month(store.month(), now)
  const teller = createTeller({ device, now })
  let rules: Rules = strictest(defaultPolicy, o.own)
  let stopping = false
  let stopped: Promise<void> | null = null
  let saves = true
  let withCode = (store.known()?.node ?? null) === null
  let savedMonth = month.turn()
  let savedAt = 0
  let tickedAt = now().getTime()
  const view: AgentView = {
    phase: 'connecting',
    fault: null,
    node: store.known()?.node ?? null,
    status: null,
    resting: null,
    sessions: 0,
    monthBytes: month.bytes,
  }
  const changed = () => o.onChange?.()

  const serve = createServe({
    dial: o.dial,
    isEdge: (target, edge) => isEdge(target, o.edge, edge),
    refuse(sessions) {
      if (stopping) return 'the device is leaving'
      if (view.status !== 'approved') return 'the device is not approved'
      judge()
      if (view.resting !== null) return `the device rests: ${view.resting}`
      if (rules.maxSessions !== null && sessions >= rules.maxSessions)
        return `the device carries ${rules.maxSessions} sessions at most`
      return null
    },
    count: bytes => void (month.bytes += bytes),
    onChange: changed,
  })

  const stay = stayConnected({
    open,
    random: o.random ?? Math.random,
    // It was known once, and a code is at hand: enrolls anew.
    remedy: fault =>
      fault.code === 'unknown_device' && !withCode && o.enrollment !== null && (withCode = true),
    onTunnel(tunnel) {
      view.node = tunnel.welcome.node
      teller.tell(tunnel, view.resting)
    },
    onPhase(phase, fault) {
      if (phase !== 'connected') view.status = null
      Object.assign(view, { phase, fault })
      changed()
    },
  })

  async function open(signal: AbortSignal): Promise<Tunnel> {
    const pin = knownPin()
    const tunnel = await openTunnel({
      edge: o.edge,
      pin,
      privateKey: store.privateKey,
      enrollment: withCode ? o.enrollment : null,
      agent: {
        version,
        platform: `${process.platform} ${process.arch}`,
        model: device.model,
        osVersion: device.osVersion,
      },
      onStream: serve.take,
      onMessage: heard,
      signal,
      from: o.from ?? null,
    })
    keep(() => store.saveKnown({ edge: o.edge, pin: tunnel.pin, node: tunnel.welcome.node }))
    if (pin === null) o.tell(`trusts the edge's certificate from now on, pin ${tunnel.pin}`)
    withCode = false
    return tunnel
  }

  function knownPin(): string | null {
    if (o.pin !== null) return o.pin
    const known = store.known()
    return known?.edge.host === o.edge.host && known.edge.port === o.edge.port ? known.pin : null
  }

  function heard(message: FromEdge): void {
    switch (message.type) {
      case 'welcome':
        follow(message.policy)
        return setStatus(message.status)
      case 'policy':
        return follow(message)
      case 'status':
        return setStatus(message.status)
      case 'leaving':
        return stay.hurry()
      case 'challenge':
      case 'refused':
        return
    }
  }

  function follow(policy: NodePolicy): void {
    rules = strictest(policy, o.own)
    judge()
  }

  function setStatus(status: NodeStatus): void {
    view.status = status
    if (status !== 'approved') serve.cutAll()
    changed()
  }

  /** Acts at once on what the rules say now. */
  function judge(): void {
    const at = now()
    const why = restReason(rules, {
      battery: device.battery(),
      network: device.network(),
      minuteOfDay: at.getHours() * 60 + at.getMinutes(),
      monthBytes: month.turn().bytes,
    })
    if (why === view.resting) return
    view.resting = why
    if (why !== null) serve.cutAll()
    if (stay.tunnel) teller.tell(stay.tunnel, why)
    changed()
  }

  function saveMonth(): void {
    const counted = month.turn()
    if (counted.bytes === savedMonth.bytes && counted.month === savedMonth.month) return
    savedMonth = counted
    savedAt = performance.now()
    keep(() => store.saveMonth(counted))
  }

  /** A disk that is full is no reason to stop; it is told once. */
  function keep(save: () => void): void {
    try {
      save()
      saves = true
    } catch (error) {
      if (saves) o.tell(`cannot save what is to be kept: ${(error as Error).message}`)
      saves = false
    }
  }

  function tick(): void {
    const at = now().getTime()
    const slept = at - tickedAt > AgentLimits.tickMs + AgentLimits.sleptMs
    tickedAt = at
    judge()
    if (performance.now() - savedAt >= AgentLimits.monthSaveMs) saveMonth()
    const { tunnel } = stay
    if (!tunnel) return
    teller.beat(tunnel, view.resting)
    if (slept) probe(tunnel)
  }

  /** After a sleep the tunnel may be dead without knowing. */
  function probe(tunnel: Tunnel): void {
    const timer = setTimeout(() => tunnel.destroy(), AgentLimits.wakeAnswerMs)
    const answered = () => clearTimeout(timer)
    tunnel.mux.ping().then(answered, answered)
  }

  async function leave(tunnel: Tunnel): Promise<void> {
    tunnel.say({ type: 'leave', reason: 'stopped' })
    tunnel.mux.goAway()
    await Promise.race([
      serve.idle(),
      tunnel.ended,
      new Promise(resolve => setTimeout(resolve, AgentLimits.drainMs).unref()),
    ])
    serve.cutAll()
    tunnel.close()
    const timer = setTimeout(() => tunnel.destroy(), AgentLimits.closeMs)
    await tunnel.ended
    clearTimeout(timer)
  }

  const ticking = setInterval(tick, AgentLimits.tickMs)
  const stopRoutes = device.onNewRoute(stay.renew)
  const ended = stay.ended
    .then((fault): AgentEnd =>
      fault ? { why: 'refused', code: fault.code ?? 'refused', message: fault.message } : { why: 'stopped' },
    )
    .finally(() => {
      clearInterval(ticking)
      stopRoutes()
      saveMonth()
    })

  return {
    view: () => Object.assign(view, { sessions: serve.sessions, monthBytes: month.bytes }),
    ended,
    stop() {
      stopping = true
      return (stopped ??= stay.stop(leave))
    },
  }
}
