import type { Socket } from 'node:net'
import { resetSocket } from '#kit/reset-socket.ts'
import type { MuxStream, StreamClosed, StreamEvents } from '#wire/yamux/mux.ts'
import { readBorrowed } from './dial/borrowed-reads.ts'
import { AgentLimits } from './limits.ts'

/** Sockets that were written to in this turn of the loop: what came in one read of the tunnel leaves in one write. */
let corked: Socket[] = []

function cork(socket: Socket): void {
  if (socket.writableCorked > 0) return
  socket.cork()
  if (corked.push(socket) === 1) setImmediate(uncorkAll)
}

function uncorkAll(): void {
  const all = corked
  corked = []
  for (const socket of all) socket.uncork()
}

/**
 * stream of the tunnel <--> socket of the target: bytes, FIN and RST each way; neither side is read faster than the
 * other one takes it. A class, since there are very many and all that the product carries passes here.
 */
export class Relay implements StreamEvents {
  readonly #stream: MuxStream
  readonly #socket: Socket
  readonly #count: (bytes: number) => void
  readonly #ended: () => void
  /** Given to the socket, and not yet said to be consumed. */
  #owed = 0
  #targetEnded = false

  constructor(
    stream: MuxStream,
    socket: Socket,
    o: {
      /** What has already come for the target. */
      early: readonly Uint8Array[]
      count(bytes: number): void
      ended(): void
    },
  ) {
    this.#stream = stream
    this.#socket = socket
    this.#count = o.count
    this.#ended = o.ended
    stream.events = this
    readBorrowed(socket, chunk => this.#fromTarget(chunk))
    socket.on('end', () => this.#targetEnd())
    socket.on('drain', () => this.#targetDrain())
    socket.on('error', () => this.#targetFailed())
    socket.on('close', () => this.#targetClosed())
    for (const piece of o.early) this.data(piece)
    socket.resume()
  }

  // From the tunnel.

  data(piece: Uint8Array): void {
    const socket = this.#socket
    if (!socket.writable) return this.#stream.consumed(piece.length)
    this.#count(piece.length)
    cork(socket)
    if (socket.write(piece)) this.#stream.consumed(piece.length)
    else this.#owed += piece.length
  }

  end(): void {
    this.#socket.end()
  }

  drain(): void {
    this.#socket.resume()
  }

  closed(why: StreamClosed): void {
    const socket = this.#socket
    if (why !== 'done') resetSocket(socket)
    // Whoever has said all and does not read the rest is not waited for without end.
    else if (socket.writableLength > 0) socket.setTimeout(AgentLimits.unreadMs, () => resetSocket(socket))
    this.#ended()
  }

  /** The device rests, or stops: both ends hear that it was not the end of the data. */
  cut(): void {
    this.#stream.reset()
  }

  // From the target.

  #fromTarget(chunk: Uint8Array): void {
    this.#count(chunk.length)
    if (!this.#stream.write(chunk, true)) this.#socket.pause()
  }

  #targetEnd(): void {
    this.#targetEnded = true
    this.#stream.end()
  }

  #targetDrain(): void {
    const owed = this.#owed
    this.#owed = 0
    this.#stream.consumed(owed)
  }

  /** A target that has said all may reset what it does not want to hear: what it said is still on its way. */
  #targetFailed(): void {
    if (!this.#targetEnded) return this.#stream.reset()
    this.#targetDrain()
    const stop = () => (this.#stream.unsent > 0 ? later() : this.#stream.reset())
    const later = () => setTimeout(stop, AgentLimits.lingerMs).unref()
    later()
  }

  #targetClosed(): void {
    if (!this.#targetEnded) this.#stream.reset()
  }
}
