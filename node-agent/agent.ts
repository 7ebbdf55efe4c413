import { setMaxListeners } from 'node:events'
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
import { Backoff } from './tunnel/backoff.ts'
import { TunnelFault } from './tunnel/fault.ts'
import type { EdgeAddress } from './tunnel/secure.ts'
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
  /** For a person, once: what happened that they should know. */
  tell(text: string): void
  onChange?: () => void
  random?: () => number
  now?: () => Date
}

export type AgentView = {
  phase: 'connecting' | 'waiting' | 'connected' | 'ended'
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
  const backoff = new Backoff(o.random ?? Math.random)
  const month = new Month(store.month(), now)
  const ended = Promise.withResolvers<AgentEnd>()
  const gone = new AbortController()
  setMaxListeners(0, gone.signal)
  let rules: Rules = strictest(defaultPolicy, o.own)
  let tunnel: Tunnel | null = null
  let attempt = new AbortController()
  let wake: (() => void) | null = null
  let stopping = false
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
  const teller = createTeller({ device, now })

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
    if (tunnel) teller.tell(tunnel, why)
    changed()
  }

  function heard(message: FromEdge): void {
    switch (message.type) {
      case 'welcome':
        follow(message.policy)
        setStatus(message.status)
        return
      case 'policy':
        return follow(message)
      case 'status':
        return setStatus(message.status)
      case 'leaving':
        return backoff.reset()
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

  function saveMonth(): void {
    const counted = month.turn()
    if (counted.bytes === savedMonth.bytes && counted.month === savedMonth.month) return
    savedMonth = counted
    savedAt = performance.now()
    store.saveMonth(counted)
  }

  function tick(): void {
    const at = now().getTime()
    const slept = at - tickedAt > AgentLimits.tickMs + AgentLimits.sleptMs
    tickedAt = at
    judge()
    if (performance.now() - savedAt >= AgentLimits.monthSaveMs) saveMonth()
    if (!tunnel) return
    teller.beat(tunnel, view.resting)
    if (slept) probe(tunnel)
  }

  /** After a sleep the tunnel may be dead without knowing. */
  function probe(own: Tunnel): void {
    const timer = setTimeout(() => own.destroy(), AgentLimits.wakeAnswerMs)
    own.mux.ping().then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    )
  }

  /** Another network: the old connection is worth nothing, and the failures of the old network say nothing. */
  function newRoute(): void {
    backoff.reset()
    attempt.abort()
    tunnel?.destroy()
    wake?.()
  }

  function knownPin(): string | null {
    if (o.pin !== null) return o.pin
    const known = store.known()
    return known?.edge.host === o.edge.host && known.edge.port === o.edge.port ? known.pin : null
  }

  async function connect(): Promise<Tunnel> {
    attempt = new AbortController()
    const pin = knownPin()
    const opened = await openTunnel({
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
      signal: AbortSignal.any([gone.signal, attempt.signal]),
    })
    store.saveKnown({ edge: o.edge, pin: opened.pin, node: opened.welcome.node })
    if (pin === null) o.tell(`trusts the edge's certificate from now on, pin ${opened.pin}`)
    withCode = false
    return opened
  }

  async function hold(own: Tunnel): Promise<void> {
    if (stopping) return own.destroy()
    const since = performance.now()
    tunnel = own
    Object.assign(view, { phase: 'connected', fault: null, node: own.welcome.node })
    teller.tell(own, view.resting)
    changed()
    const end = await own.ended
    tunnel = null
    view.status = null
    view.fault = {
      left: 'the edge hung up',
      closed: 'the connection was given up',
      silent: 'the edge fell silent',
      fault: 'the connection broke',
    }[end.why]
    if (performance.now() - since > AgentLimits.steadyMs) backoff.reset()
  }

  /** False: it is not to be tried again. */
  async function once(): Promise<boolean> {
    view.phase = 'connecting'
    changed()
    try {
      await hold(await connect())
    } catch (error) {
      if (!(error instanceof TunnelFault)) throw error
      view.fault = error.message
      // It was known once, and a code is at hand: enrolls anew.
      if (error.code === 'unknown_device' && !withCode && o.enrollment !== null) withCode = true
      else if (error.final) {
        ended.resolve({ why: 'refused', code: error.code ?? 'refused', message: error.message })
        return false
      }
    }
    return true
  }

  async function run(): Promise<void> {
    while (!stopping && (await once())) {
      if (stopping) break
      const ms = backoff.nextMs()
      view.phase = 'waiting'
      changed()
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      wake = null
    }
    clearInterval(ticking)
    stopRoutes()
    saveMonth()
    view.phase = 'ended'
    changed()
    ended.resolve({ why: 'stopped' })
  }

  async function leave(own: Tunnel): Promise<void> {
    own.say({ type: 'leave', reason: 'stopped' })
    own.mux.goAway()
    const until = performance.now() + AgentLimits.drainMs
    while (serve.sessions > 0 && performance.now() < until && tunnel === own)
      await new Promise(resolve => setTimeout(resolve, 50))
    serve.cutAll()
    own.close()
    const timer = setTimeout(() => own.destroy(), AgentLimits.closeMs)
    await own.ended
    clearTimeout(timer)
  }

  const ticking = setInterval(tick, AgentLimits.tickMs)
  const stopRoutes = device.onNewRoute(newRoute)
  // Not before whoever made it holds it in hand.
  const running = Promise.resolve().then(run)
  running.catch(ended.reject)

  return {
    view: () => Object.assign(view, { sessions: serve.sessions, monthBytes: month.bytes }),
    ended: ended.promise,
    async stop() {
      if (!stopping) {
        stopping = true
        if (tunnel) await leave(tunnel)
        else gone.abort()
        wake?.()
      }
      await running
    },
  }
}
