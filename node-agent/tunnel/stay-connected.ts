import { AgentLimits } from '../limits.ts'
import { Backoff } from './backoff.ts'
import { TunnelFault } from './fault.ts'
import type { Tunnel } from './tunnel.ts'

export type Phase = 'connecting' | 'waiting' | 'connected' | 'ended'

export type Stay = {
  readonly tunnel: Tunnel | null
  /** Its next retry is at once, when the tunnel ends. */
  hurry(): void
  /** Another network: the old connection is worth nothing, and its failures say nothing. */
  renew(): void
  /** Leaves the tunnel, if there is one, by `leave`. Resolves when nothing runs any more. */
  stop(leave: (tunnel: Tunnel) => Promise<void>): Promise<void>
  /** The fault that makes every retry useless; null when it was stopped. */
  readonly ended: Promise<TunnelFault | null>
}

/** connecting → connected → waiting → connecting … until it is stopped, or refused for a reason that stays. */
export function stayConnected(o: {
  open(signal: AbortSignal): Promise<Tunnel>
  /** What can be done about a fault that is final otherwise; true: it was done. */
  remedy(fault: TunnelFault): boolean
  onTunnel(tunnel: Tunnel): void
  /** With the last fault, while there is no tunnel. */
  onPhase(phase: Phase, fault: string | null): void
  random(): number
}): Stay {
  const backoff = new Backoff(o.random)
  const stop = new AbortController()
  let attempt = new AbortController()
  let tunnel: Tunnel | null = null
  let fault: string | null = null
  let wake: (() => void) | null = null

  /** Resolves when the tunnel has ended; throws when there was none. */
  async function connect(): Promise<void> {
    o.onPhase('connecting', fault)
    attempt = new AbortController()
    const own = await o.open(AbortSignal.any([stop.signal, attempt.signal]))
    if (stop.signal.aborted) return own.destroy()
    const since = performance.now()
    tunnel = own
    o.onTunnel(own)
    o.onPhase('connected', null)
    const end = await own.ended
    tunnel = null
    fault = endings[end.why]
    if (performance.now() - since > AgentLimits.steadyMs) backoff.reset()
  }

  function wait(): Promise<void> {
    o.onPhase('waiting', fault)
    return new Promise(resolve => {
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(wake, backoff.nextMs())
    })
  }

  async function run(): Promise<TunnelFault | null> {
    for (;;) {
      try {
        await connect()
      } catch (error) {
        if (!(error instanceof TunnelFault)) throw error
        fault = error.message
        if (error.final && !o.remedy(error)) return error
      }
      if (stop.signal.aborted) return null
      await wait()
      if (stop.signal.aborted) return null
    }
  }

  // Not before whoever made it holds it in hand.
  const ended = Promise.resolve()
    .then(run)
    .finally(() => o.onPhase('ended', fault))

  return {
    get tunnel() {
      return tunnel
    },
    ended,
    hurry: () => backoff.reset(),
    renew() {
      backoff.reset()
      attempt.abort()
      tunnel?.destroy()
      wake?.()
    },
    async stop(leave) {
      stop.abort()
      wake?.()
      if (tunnel) await leave(tunnel)
      await ended.catch(() => {}) // whoever waits for `ended` hears of it
    },
  }
}

const endings = {
  left: 'the edge hung up',
  closed: 'the connection was given up',
  silent: 'the edge fell silent',
  fault: 'the connection broke',
} as const
