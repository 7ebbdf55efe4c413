import type { Socket } from 'node:net'
import { resetSocket } from '#kit/reset-socket.ts'
import { Limits } from '#protocol/limits.ts'
import type { SessionEnd } from '#protocol/proxy-errors.ts'
import type { MuxStream, StreamClosed, StreamEvents } from '#wire/yamux/mux.ts'
import type { Carrier, Session } from '../sessions/session.ts'
import { Down } from './down.ts'

// customer's socket --data--> stream      stream --data--> customer's socket
//   paused while the stream is full         the node stops while the customer does not read: only what has left
//                                           for the customer's kernel is given back as window

/** A customer's socket with the pump on it, so that one handler of each kind serves all sockets. */
type Pumped = Socket & { pump?: Pump }

const pausedForSpeedMs = 5

/** Carries bytes between a customer's socket and a stream: the hot path of the product. */
export class Pump implements StreamEvents, Carrier {
  readonly #socket: Socket
  readonly #session: Session
  readonly #stream: MuxStream
  /** What the stream had sent before this session did. */
  readonly #before: number
  readonly #down: Down
  /** Why the customer is not read. */
  #full = false
  #resting = false
  #clientEnded = false
  #targetEnded = false
  #first: SessionEnd = 'client_closed'
  #socketClosed = false
  #streamDone = false
  #finished = false

  /** `carried`: by the session before the pump; `before`: by the stream before the session. */
  constructor(
    socket: Socket,
    session: Session,
    early: Uint8Array,
    carried = { before: session.stream.written, down: 0 },
  ) {
    this.#socket = socket
    this.#session = session
    this.#stream = session.stream
    this.#before = carried.before
    this.#down = new Down(socket, session, carried.down)
    ;(socket as Pumped).pump = this
    socket.on('data', onData)
    socket.on('end', onEnd)
    socket.on('drain', onDrain)
    socket.on('error', onError)
    socket.on('close', onClose)
    if (early.length > 0) this.fromClient(early)
    session.take(this)
    if (socket.readableEnded) this.clientEnd()
    else socket.resume()
  }

  /** What waits in the stream is not handed on yet. */
  get upBytes(): number {
    return this.#stream.written - this.#before
  }
  get downBytes(): number {
    return this.#down.bytes
  }

  // From the customer

  fromClient(chunk: Uint8Array): void {
    if (this.#finished) return
    this.#full = !this.#stream.write(chunk)
    const wait = this.#session.speedUp?.take(chunk.length) ?? 0
    if (wait > pausedForSpeedMs) {
      this.#resting = true
      setTimeout(() => {
        this.#resting = false
        this.#readOn()
      }, wait)
    }
    if (this.#full || this.#resting) this.#socket.pause()
  }
  drain(): void {
    this.#full = false
    this.#readOn()
  }
  #readOn(): void {
    if (!this.#full && !this.#resting && !this.#finished) this.#socket.resume()
  }
  clientEnd(): void {
    if (this.#clientEnded) return
    this.#clientEnded = true
    if (!this.#targetEnded) this.#first = 'client_closed'
    this.#stream.end()
  }

  // From the node

  data(piece: Uint8Array): void {
    this.#down.write(piece)
  }
  /** The customer's kernel has taken it all. */
  handedOn(): void {
    this.#down.handedOn()
  }
  end(): void {
    this.#targetEnded = true
    if (!this.#clientEnded) this.#first = 'target_closed'
    this.#socket.end()
  }
  closed(why: StreamClosed): void {
    // Both directions are over: what is still on its way to the customer leaves before the socket closes.
    if (why === 'done') {
      this.#streamDone = true
      if (this.#socketClosed) this.#finish(this.#first)
      return
    }
    this.#finish(why === 'lost' ? 'node_lost' : 'target_lost')
    resetSocket(this.#socket)
  }

  // Ends

  socketClosed(hadError: boolean): void {
    this.#socketClosed = true
    const orderly = this.#clientEnded && this.#targetEnded && !hadError
    if (orderly) {
      // The last of what the customer said may still be on its way to the node: the session ends when it is not.
      if (this.#streamDone) this.#finish(this.#first)
      return
    }
    // In this order: the stream tells us of a reset of our own too.
    this.#finish(hadError ? 'client_lost' : 'client_closed')
    this.#stream.reset()
  }
  cut(why: SessionEnd): void {
    this.#finish(why)
    this.#stream.reset()
    resetSocket(this.#socket)
  }
  quiet(seconds: number): void {
    const ms = seconds * 1_000
    const half = this.#clientEnded || this.#targetEnded
    if (ms >= (half ? Limits.proxyHalfClosedMs : Limits.proxyIdleMs)) this.cut('idle')
  }
  #finish(why: SessionEnd): void {
    if (this.#finished) return
    this.#finished = true
    this.#session.end(why)
  }
}

function onData(this: Pumped, chunk: Buffer): void {
  this.pump!.fromClient(chunk)
}
function onEnd(this: Pumped): void {
  this.pump!.clientEnd()
}
function onDrain(this: Pumped): void {
  this.pump!.handedOn()
}
function onError(): void {
  // 'close' tells the rest.
}
function onClose(this: Pumped, hadError: boolean): void {
  this.pump!.socketClosed(hadError)
}
