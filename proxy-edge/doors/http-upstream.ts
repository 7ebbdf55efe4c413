import type { Socket } from 'node:net'
import { resetSocket } from '#kit/reset-socket.ts'
import { Limits } from '#protocol/limits.ts'
import type { SessionEnd } from '#protocol/proxy-errors.ts'
import { type BodyTracker, createBodyTracker } from '#wire/http1/body.ts'
import { keepsAlive, responseFraming } from '#wire/http1/framing.ts'
import { createHeadParser, type HeadParser } from '#wire/http1/head-parser.ts'
import type { ResponseHead } from '#wire/http1/head.ts'
import type { StreamClosed, StreamEvents } from '#wire/yamux/mux.ts'
import type { Carrier, Session } from '../sessions/session.ts'
import { Down } from './down.ts'

/** What the connection wants to know of its upstream. */
export type UpstreamEvents = {
  /** The target's whole answer is on its way; `reusable`: another request may follow on the same stream. */
  answered(reusable: boolean): void
  /** 101: from here on it is no HTTP. `rest` came behind it. */
  switched(rest: Uint8Array): void
  /** There is room for more of the request. */
  drain(): void
  /** It is over; `begun`: a part of an answer has gone to the customer. */
  lost(why: SessionEnd, begun: boolean): void
}

/** Requests to one target on one stream, one after the other. Answers go to the customer byte by byte as they come. */
export class Upstream implements StreamEvents, Carrier {
  readonly key: string
  readonly session: Session
  readonly #socket: Socket
  readonly #events: UpstreamEvents
  readonly down: Down
  /** What the stream had sent before this session did. */
  readonly before: number
  #method = ''
  #parser: HeadParser<ResponseHead> | null = null
  #tracker: BodyTracker | null = null
  #keeps = false
  #untilClose = false
  /** Bytes of the answer to the request under way. */
  begun = false
  #busy = false
  over = false
  requests = 0

  constructor(key: string, session: Session, socket: Socket, events: UpstreamEvents) {
    this.key = key
    this.session = session
    this.#socket = socket
    this.#events = events
    this.down = new Down(socket, session)
    this.before = session.stream.written
  }

  /** What waits in the stream is not handed on yet. */
  get upBytes(): number {
    return this.session.stream.written - this.before
  }
  get downBytes(): number {
    return this.down.bytes
  }

  begin(method: string): void {
    this.requests++
    this.#method = method
    this.#busy = true
    this.begun = false
    this.#tracker = null
    this.#untilClose = false
    this.#parser = createHeadParser({
      kind: 'response',
      maxBytes: Limits.proxyHeadBytes * 2,
      maxHeaders: Limits.proxyHeaders,
    })
    if (this.requests === 1) this.session.take(this)
  }
  /** False: wait for `drain`. */
  send(chunk: Uint8Array): boolean {
    if (this.over) return true
    return this.session.stream.write(chunk)
  }

  data(piece: Uint8Array): void {
    if (!this.#busy) {
      // Nobody asked.
      this.session.stream.consumed(piece.length)
      return this.close('target_closed')
    }
    try {
      this.#take(piece)
    } catch {
      // No HTTP, or not such that its end could be told: the customer must not take half of it for the whole.
      this.#lose('target_lost')
    }
  }

  #take(piece: Uint8Array): void {
    let rest = piece
    while (this.#parser) {
      const found = this.#parser.push(rest)
      if (!found) return
      const { head } = found
      rest = found.rest
      this.begun = true
      const framing = responseFraming(head, this.#method)
      this.down.write(head.raw)
      if (framing.kind === 'upgrade') {
        this.#busy = false
        this.#parser = null
        return this.#events.switched(rest)
      }
      // An interim answer: the real one follows.
      if (head.status < 200) {
        if (rest.length === 0) return
        continue
      }
      this.#parser = null
      this.#keeps = keepsAlive(head)
      this.#untilClose = framing.kind === 'close'
      this.#tracker = createBodyTracker(framing)
      if (this.#tracker.done) return this.#answered(rest.length === 0)
    }
    if (rest.length === 0) return
    const { taken, done } = this.#tracker!.push(rest)
    if (taken > 0) this.down.write(taken === rest.length ? rest : rest.subarray(0, taken))
    if (done) this.#answered(taken === rest.length)
  }

  #answered(clean: boolean): void {
    this.#busy = false
    this.#events.answered(clean && this.#keeps && !this.#untilClose)
  }

  end(): void {
    if (this.#busy && this.#untilClose && this.#tracker) {
      this.#busy = false
      this.#events.answered(false)
      return
    }
    if (this.#busy) return this.#lose('target_closed')
    this.close('target_closed')
  }
  drain(): void {
    this.#events.drain()
  }
  closed(why: StreamClosed): void {
    if (why === 'done') return this.close('target_closed')
    this.#lose(why === 'lost' ? 'node_lost' : 'target_lost')
  }

  #lose(why: SessionEnd): void {
    if (this.over) return
    const busy = this.#busy
    this.close(why)
    if (busy) this.#events.lost(why, this.begun)
  }

  /** Quietly: the customer's connection goes on. */
  close(why: SessionEnd): void {
    if (this.over) return
    this.over = true
    this.down.settle()
    this.session.end(why)
    this.session.stream.events = gone
    if (why === 'client_closed' || why === 'target_closed') this.session.stream.end()
    this.session.stream.reset()
  }

  cut(why: SessionEnd): void {
    const busy = this.#busy
    this.close(why)
    if (busy) resetSocket(this.#socket)
    else this.#socket.end()
  }
  quiet(seconds: number): void {
    const ms = seconds * 1_000
    if (!this.#busy && ms >= Limits.proxyKeepAliveMs) this.close('idle')
    else if (ms >= Limits.proxyIdleMs) this.cut('idle')
  }
}
const gone: StreamEvents = { data() {}, end() {}, drain() {}, closed() {} }
