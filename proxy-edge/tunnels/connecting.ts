import { BadFrame, createConnectDecoder, encodeConnect } from '#wire/tunnel/frames.ts'
import { WireError } from '#wire/wire-error.ts'
import type { Mux, MuxStream, StreamClosed, StreamEvents } from '#wire/yamux/mux.ts'
import { ConnectAnswer, type ConnectFault } from '#protocol/tunnel.ts'

/** `lost`: the tunnel ended, or the device did not keep to the protocol. */
export type Connected = { ok: true; arrived: Arrived } | NotConnected
/** `answered`: the device said so itself. */
export type NotConnected = {
  ok: false
  code: ConnectFault | 'lost'
  message: string
  answered: boolean
}

const answerBytes = 2_048

/** Asks a device to open a connection, and waits for its answer. */
export function connectThrough(mux: Mux, target: string, timeoutMs: number): Promise<Connected> {
  const stream = mux.open()
  if (!stream) {
    const message = 'the node takes no more'
    return Promise.resolve({ ok: false, code: 'overloaded', message, answered: false })
  }
  return new Promise(resolve => {
    stream.events = new Asking(stream, resolve, timeoutMs)
    stream.write(encodeConnect({ connect: target }))
  })
}

class Asking implements StreamEvents {
  readonly #stream: MuxStream
  readonly #resolve: (connected: Connected) => void
  readonly #timer: NodeJS.Timeout
  readonly #decoder = createConnectDecoder({ maxBytes: answerBytes })

  constructor(stream: MuxStream, resolve: (connected: Connected) => void, timeoutMs: number) {
    this.#stream = stream
    this.#resolve = resolve
    this.#timer = setTimeout(() => this.#fail('timeout', 'the node did not answer in time', true), timeoutMs)
  }

  data(piece: Uint8Array): void {
    let answer: ConnectAnswer
    let early: Uint8Array
    try {
      const found = this.#decoder.push(piece)
      if (!found) return this.#stream.consumed(piece.length)
      answer = ConnectAnswer.parse(found.message)
      early = found.rest
    } catch (err) {
      const message = err instanceof WireError ? err.message : new BadFrame('not an answer').message
      return this.#fail('lost', message, true)
    }
    if (!answer.ok) return this.#fail(answer.code, answer.message, true, true)
    clearTimeout(this.#timer)
    this.#stream.consumed(piece.length - early.length)
    this.#resolve({ ok: true, arrived: new Arrived(this.#stream, early) })
  }
  end(): void {
    this.#fail('lost', 'the node closed without an answer', true)
  }
  drain(): void {}
  closed(why: StreamClosed): void {
    this.#fail('lost', why === 'lost' ? 'the tunnel ended' : 'the node closed without an answer', false)
  }

  #fail(code: NotConnected['code'], message: string, reset: boolean, answered = false): void {
    clearTimeout(this.#timer)
    if (reset) {
      this.#stream.events = silent
      this.#stream.reset()
    }
    this.#resolve({ ok: false, code, message, answered })
  }
}
const silent: StreamEvents = { data() {}, end() {}, drain() {}, closed() {} }

/**
 * A connected stream that nobody carries yet. A target may speak first, and even close, before the customer is told:
 * that is kept, no more of it than the stream's window.
 */
export class Arrived implements StreamEvents {
  readonly stream: MuxStream
  #pieces: Uint8Array[]
  #ended = false
  #closed: StreamClosed | null = null

  constructor(stream: MuxStream, early: Uint8Array) {
    this.stream = stream
    this.#pieces = early.length > 0 ? [early] : []
    stream.events = this
  }

  data(piece: Uint8Array): void {
    this.#pieces.push(piece)
  }
  end(): void {
    this.#ended = true
  }
  drain(): void {}
  closed(why: StreamClosed): void {
    this.#closed = why
  }

  /** From now on they are told, and at once of all that has come. */
  take(events: StreamEvents): void {
    const pieces = this.#pieces
    this.#pieces = []
    this.stream.events = events
    for (const piece of pieces) events.data(piece)
    if (this.#ended) events.end()
    if (this.#closed !== null) events.closed(this.#closed)
  }
}
