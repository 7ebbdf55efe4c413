import { Multiplexer } from './multiplexer.ts'
import type { MuxStream } from './stream.ts'

export type { MuxStream, StreamClosed, StreamEvents } from './stream.ts'

export type Mux = {
  /** Null: going away, or too many streams (altogether, or not yet acknowledged by the peer). */
  open(): MuxStream | null
  /** Bytes from the socket, which must not be changed afterwards. Throws `MuxError`: call `fail()`, destroy the socket. */
  receive(chunk: Uint8Array): void
  /** The socket's queue has room again. */
  drained(): void
  /** Round trip in ms. Rejects when the mux ends. */
  ping(): Promise<number>
  /** No new streams, by either side; running ones go on. */
  goAway(code?: 0 | 1 | 2): void
  /** Says go-away with a fault, and ends. */
  fail(code?: 1 | 2): void
  /** The socket is gone: every stream is closed as `lost`. */
  ended(): void
  readonly streams: number
  readonly rttMs: number | null
  /** By either side. */
  readonly goingAway: boolean
}

export type MuxLimits = {
  /** Streams at once, of both sides together. */
  maxStreams: number
  /** The receive window of a new stream; at least 256 KiB, which every peer assumes. */
  windowBytes: number
  /** What a receive window may grow to: so much can a stream that is not read hold. */
  maxWindowBytes: number
  /** Of the frames we send. */
  maxFrameBytes: number
  /** So many unsent bytes of a stream make `write` say false. */
  unsentHighBytes: number
}

export type MuxOptions = {
  role: 'client' | 'server'
  /**
   * Takes a frame for the socket. `header` is used again after the call, and so is a payload that was borrowed. False:
   * the queue is full until `drained()`; frames without payload may come all the same.
   */
  send(header: Uint8Array, payload: Uint8Array | null): boolean
  /** A stream the peer opened. Without it, every one is refused. */
  onStream?: (stream: MuxStream) => void
  onGoAway?: (code: number) => void
  limits: MuxLimits
  /** Monotonic, in ms. */
  now(): number
  /** For tests of what happens when the ids run out. */
  firstId?: number
}

/** Yamux v0 without a socket: bytes in, frames out. */
export const createMux = (options: MuxOptions): Mux => new Multiplexer(options)
