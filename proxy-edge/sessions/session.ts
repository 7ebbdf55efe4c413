import type { SessionEnd } from '#protocol/proxy-errors.ts'
import type { Choice } from '#protocol/routing.ts'
import type { MuxStream, StreamEvents } from '#wire/yamux/mux.ts'
import type { ProxyUser } from '../known/known.ts'
import type { Arrived } from '../tunnels/connecting.ts'
import type { OnlineNode } from '../tunnels/node.ts'
import type { Bucket } from './bucket.ts'

export type Door = 'socks' | 'http'

/** Who carries the bytes between the customer's socket and the stream: it counts them, and ends when it is told to. */
export type Carrier = {
  /** Payload bytes handed on so far; what is still queued for the customer is not counted. */
  readonly upBytes: number
  readonly downBytes: number
  /** The session must end now; the carrier closes both sides and calls `session.end(why)`. */
  cut(why: SessionEnd): void
  /** Once a second, with how many seconds nothing has moved. */
  quiet(seconds: number): void
}

/** One proxied connection. One small object: there are very many. */
export class Session {
  readonly id: string
  readonly user: ProxyUser
  readonly node: OnlineNode
  readonly target: string
  readonly door: Door
  readonly stream: MuxStream
  /** Until somebody carries it. */
  #arrived: Arrived | null
  readonly choice: Choice
  readonly startedAt: number
  readonly speedUp: Bucket | null
  readonly speedDown: Bucket | null
  carrier: Carrier | null = null
  readonly #onEnd: (session: Session, why: SessionEnd) => void
  ended: SessionEnd | null = null
  /** Its number on `radar`, and what was said of it there. */
  n = 0
  saidUp = 0
  saidDown = 0
  /** Counted, and not on the disk yet. */
  unmeteredUp = 0
  unmeteredDown = 0
  quietSeconds = 0
  /** It is in Redis. */
  kept = false

  constructor(o: {
    id: string
    user: ProxyUser
    node: OnlineNode
    target: string
    door: Door
    arrived: Arrived
    choice: Choice
    startedAt: number
    speed: { up: Bucket | null; down: Bucket | null }
    onEnd: (session: Session, why: SessionEnd) => void
  }) {
    this.id = o.id
    this.user = o.user
    this.node = o.node
    this.target = o.target
    this.door = o.door
    this.stream = o.arrived.stream
    this.#arrived = o.arrived
    this.choice = o.choice
    this.startedAt = o.startedAt
    this.speedUp = o.speed.up
    this.speedDown = o.speed.down
    this.#onEnd = o.onEnd
  }

  /** Whoever carries it from now on hears all that the target said, from its first byte. */
  take(carrier: Carrier & StreamEvents): void {
    this.carrier = carrier
    const arrived = this.#arrived
    this.#arrived = null
    if (arrived) arrived.take(carrier)
    else this.stream.events = carrier
  }

  /** Both sides are closed, and the last bytes are counted. */
  end(why: SessionEnd): void {
    if (this.ended !== null) return
    this.ended = why
    this.#onEnd(this, why)
    this.carrier = null
  }

  /** It must end now. Before somebody carries it, it just ends. */
  cut(why: SessionEnd): void {
    if (this.ended !== null) return
    if (this.carrier) this.carrier.cut(why)
    else {
      this.stream.reset()
      this.end(why)
    }
  }
}
