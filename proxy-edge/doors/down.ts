import type { Socket } from 'node:net'
import type { Session } from '../sessions/session.ts'

const pausedForSpeedMs = 5

/**
 * The way down, from a stream to the customer's socket. What is written is given back to the node as window only when
 * the customer's kernel has taken it: so much and no more waits here for one who does not read.
 */
export class Down {
  readonly #socket: Socket
  readonly #session: Session
  #written: number
  /** What had left when it was last looked at: a socket that is destroyed does not tell any more. */
  #left: number
  #owed = 0
  #corked = false

  /** `counted`: what this session has sent before on another way. */
  constructor(socket: Socket, session: Session, counted = 0) {
    this.#socket = socket
    this.#session = session
    this.#written = this.#left = counted
  }

  /** Handed on so far. */
  get bytes(): number {
    // The last write of a socket that ends is told by no 'drain'.
    if (this.#socket.writableFinished) this.#left = this.#written
    if (!this.#socket.destroyed)
      this.#left = Math.max(this.#left, this.#written - this.#socket.writableLength)
    return this.#left
  }
  /** All of it will leave: the socket goes on. */
  settle(): number {
    return this.#socket.destroyed ? this.bytes : (this.#left = this.#written)
  }

  write(piece: Uint8Array): void {
    this.#written += piece.length
    this.#owed += piece.length
    // Several pieces of one turn of the loop leave in one write (TLS gives 16 KB at a time, each with ticks of its own).
    if (!this.#corked) {
      this.#corked = true
      this.#socket.cork()
      setImmediate(uncork, this)
    }
    this.#socket.write(piece)
  }
  uncork(): void {
    this.#corked = false
    this.#socket.uncork()
    if (this.#socket.writableLength === 0) this.handedOn()
  }
  /** The customer's kernel has taken it all. */
  handedOn(): void {
    const bytes = this.#owed
    if (bytes === 0) return
    this.#owed = 0
    this.#left = this.#written
    const wait = this.#session.speedDown?.take(bytes) ?? 0
    if (wait > pausedForSpeedMs) setTimeout(() => this.#session.stream.consumed(bytes), wait)
    else this.#session.stream.consumed(bytes)
  }
}
const uncork = (down: Down) => down.uncork()
