import type { Multiplexer } from './multiplexer.ts'
import { FIN, initialWindowBytes, maxUint32, RST, WINDOW_UPDATE } from './frame.ts'
import { MuxError } from './mux-error.ts'

/** Both sides said all; either side reset it; the connection ended. */
export type StreamClosed = 'done' | 'reset' | 'lost'

export type StreamEvents = {
  /** Stays valid: nobody writes into these bytes again. */
  data(piece: Uint8Array): void
  /** The peer's FIN, after all its data. */
  end(): void
  /** `write` said false before, and now there is room. */
  drain(): void
  /** Once, and last. */
  closed(why: StreamClosed): void
}

export type MuxStream = {
  readonly id: number
  /** Set at once in `onStream` or after `open()`; may be replaced at any time. */
  events: StreamEvents
  /**
   * Takes it always, by reference; with `borrowed` the bytes are the caller's again after the call, and what has to
   * wait is copied. False: write no more until `drain`.
   */
  write(chunk: Uint8Array, borrowed?: boolean): boolean
  /** FIN, after all that was written. */
  end(): void
  reset(): void
  /** So many received bytes were handed on, and the peer may send as many again. Without it the peer stops. */
  consumed(bytes: number): void
  /** Written, but not given to the socket yet. */
  readonly unsent: number
  /** Payload bytes given to the socket, and received. */
  readonly written: number
  readonly received: number
}

const nobody: StreamEvents = { data() {}, end() {}, drain() {}, closed() {} }

/** One stream. Its fields are for this folder; users see `MuxStream`. One small object, since there are very many. */
export class Stream implements MuxStream {
  readonly mux: Multiplexer
  readonly id: number
  events: StreamEvents = nobody
  acknowledged = false
  closed = false
  finWanted = false
  finSent = false
  finReceived = false

  /** What the peer lets us send. */
  sendWindow = initialWindowBytes
  unsent = 0
  written = 0
  queue: Uint8Array[] | null = null
  drainWanted = false
  /** The ring of those who wait for the socket. */
  waiting = false
  next: Stream | null = null

  /** receiveWindow + unread + credit is windowBytes, as long as the peer may send. */
  windowBytes = initialWindowBytes
  receiveWindow = initialWindowBytes
  unread = 0
  credit = 0
  received = 0
  grantedAt: number

  constructor(mux: Multiplexer, id: number, now: number) {
    this.mux = mux
    this.id = id
    this.grantedAt = now
  }

  write(chunk: Uint8Array, borrowed = false): boolean {
    if (this.closed || this.finWanted) return false
    const { mux } = this
    const size = chunk.length
    let at = 0
    // Straight to the socket, when nobody waits before us.
    if (this.unsent === 0 && mux.free)
      while (at < size && this.sendWindow > 0 && !mux.full) {
        const bytes = Math.min(size - at, this.sendWindow, mux.maxFrameBytes)
        mux.sendData(this, bytes === size ? chunk : chunk.subarray(at, at + bytes))
        at += bytes
      }
    if (at < size) {
      this.queue ??= []
      const rest = at === 0 ? chunk : chunk.subarray(at)
      this.queue.push(borrowed ? new Uint8Array(rest) : rest)
      this.unsent += size - at
      if (this.sendWindow > 0) mux.wait(this)
    }
    if (this.unsent < mux.unsentHighBytes) return true
    this.drainWanted = true
    return false
  }

  end(): void {
    if (this.closed || this.finWanted) return
    this.finWanted = true
    if (this.unsent === 0) this.#sendFin()
  }

  reset(): void {
    if (this.closed) return
    this.mux.send(WINDOW_UPDATE, RST, this.id, 0, null)
    // What the peer sends until it hears of it is no fault.
    if (!this.finReceived) this.mux.lateBytes += this.receiveWindow
    this.finish('reset')
  }

  consumed(bytes: number): void {
    const taken = Math.min(bytes, this.unread)
    this.unread -= taken
    this.credit += taken
    if (this.credit >= this.windowBytes >>> 1 && !this.finReceived && !this.closed) this.mux.grant(this)
  }

  /** One frame of what waits; the mux calls it when the socket and the peer's window have room. */
  sendNext(): void {
    const { queue, mux } = this
    if (queue === null || this.unsent === 0) return
    const first = queue[0]!
    const bytes = Math.min(first.length, this.sendWindow, mux.maxFrameBytes)
    this.unsent -= bytes
    if (bytes === first.length) {
      if (queue.length === 1) this.queue = null
      else queue.shift()
      mux.sendData(this, first)
    } else {
      queue[0] = first.subarray(bytes)
      mux.sendData(this, first.subarray(0, bytes))
    }
    if (this.unsent === 0 && this.finWanted) this.#sendFin()
  }

  #sendFin(): void {
    this.finSent = true
    // A frame of its own: some peers look at one flag of a frame only.
    this.mux.send(WINDOW_UPDATE, FIN, this.id, 0, null)
    if (this.finReceived) this.finish('done')
  }

  peerFin(): void {
    if (this.finReceived || this.closed) return
    this.finReceived = true
    this.events.end()
    if (this.finSent && !this.closed) this.finish('done')
  }

  peerGrants(bytes: number): void {
    if (this.sendWindow + bytes > maxUint32) throw new MuxError(`the window of stream ${this.id} overflows`)
    this.sendWindow += bytes
    if (this.unsent > 0) this.mux.wait(this)
  }

  finish(why: StreamClosed): void {
    this.closed = true
    this.unsent = 0
    this.queue = null
    this.mux.forget(this)
    this.events.closed(why)
    this.events = nobody
  }
}
