import type { z } from 'zod'
import type { Battery, NodeNetwork, NodeStatus } from '#protocol/node.ts'
import { type RestReason, restingBy } from '#protocol/policy.ts'
import type { FromEdge } from '#protocol/tunnel.ts'
import type { AttachedMux } from '#wire/yamux/over-socket.ts'
import type { NodeEntry } from '../known/known.ts'
import { type Connected, connectThrough } from './connecting.ts'

/** How a device reaches us: its mux, and the stream on which it is spoken to. */
export type Tunnel = { attached: AttachedMux; say(message: FromEdge): void; address: string }

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
  /** Connections it carries now: all streams but the control stream. */
  get load(): number {
    return Math.max(0, (this.tunnel?.attached.mux.streams ?? 1) - 1)
  }
  /** It may be given a connection right now. */
  get carries(): boolean {
    if (this.presence !== 'online' || this.status !== 'approved' || this.resting !== null) return false
    const most = this.entry.policy.maxSessions
    return this.tunnel !== null && !this.tunnel.attached.mux.goingAway && (most === null || this.load < most)
  }

  connect(target: string, timeoutMs: number): Promise<Connected> {
    if (!this.tunnel) return Promise.resolve({ ok: false, code: 'lost', message: 'the node is away' })
    return connectThrough(this.tunnel.attached.mux, target, timeoutMs)
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
