import type { z } from 'zod'
import type { Battery, NodeNetwork, NodeStatus } from '#protocol/node.ts'
import { type RestReason, restingBy } from '#protocol/policy.ts'
import type { DevicePath, FromEdge } from '#protocol/tunnel.ts'
import type { AttachedMux } from '#wire/yamux/over-socket.ts'
import type { NodeEntry } from '../known/known.ts'
import { type Connected, connectThrough } from './connecting.ts'

/** How a device reaches us: its mux, and the stream on which it is spoken to. */
export type Tunnel = {
  attached: AttachedMux
  say(message: FromEdge): void
  /** Where it comes from, and the address of ours that it came to. */
  address: string
  localAddress?: string
  /** Streams of the edge's own, for its checks. */
  checking?: number
}

/** `grace`: its tunnel broke a moment ago; it is the same node if it comes back. */
export type Presence = 'online' | 'grace' | 'gone'

/** What a connection that failed costs its node; half of it is forgotten each minute. */
const forgetFailuresMs = 60_000

/** A device as this edge knows it, from its first tunnel until it is gone. */
export class OnlineNode {
  entry: NodeEntry
  presence: Presence = 'gone'
  tunnel: Tunnel | null = null
  battery: z.infer<typeof Battery> | null = null
  network: z.infer<typeof NodeNetwork> | null = null
  /** Why it rests, as it said itself. */
  restsBecause: RestReason | null = null
  /** Of its clock, and its way out, as it says itself. */
  timeZone: string | null = null
  path: DevicePath | null = null
  /** Connections of customers since they were last told of: see `sessions` for whose fault a failure is. */
  opened = 0
  failedByItself = 0
  /** When it came or went. */
  since = 0
  graceTimer: NodeJS.Timeout | undefined
  /** Its place among those that carry, kept by the routing index. */
  slots: { list: unknown[]; at: number }[] = []
  readonly #backs = new Set<() => void>()
  #failures = 0
  #failedAt = 0

  constructor(entry: NodeEntry) {
    this.entry = entry
  }

  get id(): string {
    return this.entry.id
  }
  get status(): NodeStatus {
    return this.entry.status
  }
  /** Also a device that says nothing of it rests by its policy. */
  get resting(): RestReason | null {
    return this.restsBecause ?? restingBy(this.entry.policy, this)
  }
  get rttMs(): number | null {
    return this.tunnel?.attached.mux.rttMs ?? null
  }
  /** Connections of customers that it carries now: all streams but the control stream and those of checks. */
  get load(): number {
    const { tunnel } = this
    return tunnel ? Math.max(0, tunnel.attached.mux.streams - 1 - (tunnel.checking ?? 0)) : 0
  }
  /** It may be given a connection right now. */
  get carries(): boolean {
    if (this.presence !== 'online' || this.status !== 'approved' || this.resting !== null) return false
    const most = this.entry.policy.maxSessions
    return this.tunnel !== null && !this.tunnel.attached.mux.goingAway && (most === null || this.load < most)
  }

  connect(target: string, timeoutMs: number): Promise<Connected> {
    if (!this.tunnel) return Promise.resolve(away)
    return connectThrough(this.tunnel.attached.mux, target, timeoutMs)
  }

  /** For the edge itself: no load, and no session. Whoever has the stream resets it and calls `over`, once. */
  async check(target: string, timeoutMs: number): Promise<{ connected: Connected; over(): void }> {
    const { tunnel } = this
    if (!tunnel) return { connected: away, over() {} }
    tunnel.checking = (tunnel.checking ?? 0) + 1
    const over = () => void tunnel.checking!--
    const connected = await connectThrough(tunnel.attached.mux, target, timeoutMs)
    if (connected.ok) return { connected, over }
    over()
    return { connected, over() {} }
  }

  failed(now: number): void {
    this.#failures = this.failures(now) + 1
    this.#failedAt = now
  }
  failures(now: number): number {
    return this.#failures === 0 ? 0 : this.#failures * 2 ** ((this.#failedAt - now) / forgetFailuresMs)
  }

  /** Calls back when its tunnel is there again. */
  onBack(fn: () => void): () => void {
    this.#backs.add(fn)
    return () => void this.#backs.delete(fn)
  }
  back(): void {
    for (const fn of this.#backs) fn()
  }
}

const away: Connected = { ok: false, code: 'lost', message: 'the node is away', answered: false }
