import { Decoder } from './decoder.ts'
import {
  ACK,
  DATA,
  FIN,
  GO_AWAY,
  headerBytes,
  initialWindowBytes,
  maxUint32,
  PING,
  RST,
  SYN,
  WINDOW_UPDATE,
  writeHeader,
} from './frame.ts'
import { MuxError } from './mux-error.ts'
import type { Mux, MuxOptions } from './mux.ts'
import { PeerIds } from './peer-ids.ts'
import { Pings } from './pings.ts'
import { Ring } from './ring.ts'
import { type MuxStream, Stream } from './stream.ts'
import { nextWindowBytes } from './window.ts'

/** As many opened streams may wait for the peer's ACK: HashiCorp's library refuses more. */
const maxUnacknowledged = 256

/** `Mux` from the inside: what streams call, and what the decoder calls. */
export class Multiplexer implements Mux {
  readonly #o: MuxOptions
  readonly maxFrameBytes: number
  readonly unsentHighBytes: number
  readonly #windowBytes: number
  readonly #decoder = new Decoder(this)
  readonly #header = new Uint8Array(headerBytes)
  readonly #streams = new Map<number, Stream>()
  readonly #pings: Pings
  readonly #peerIds: PeerIds
  readonly #ring = new Ring()
  #pumping = false
  #nextId: number
  #unacknowledged = 0
  #ended = false
  goingAway = false
  #saidGoAway = false

  /** The socket's queue is full. */
  full = false
  /** Answers the peer made us queue while it does not read. */
  #owed = 0
  /** Bytes the peer may still send for streams that are gone here, since it cannot know yet. */
  lateBytes = 0

  /** The stream whose payload comes in; null when it was gone before, and its bytes are dropped. */
  #reading: Stream | null = null
  #readingFin = false

  constructor(o: MuxOptions) {
    this.#o = o
    this.maxFrameBytes = o.limits.maxFrameBytes
    this.unsentHighBytes = o.limits.unsentHighBytes
    this.#windowBytes = Math.max(o.limits.windowBytes, initialWindowBytes)
    this.#nextId = o.firstId ?? (o.role === 'client' ? 1 : 2)
    this.#peerIds = new PeerIds(o.role === 'client' ? 'even' : 'odd')
    this.#pings = new Pings(o.now, (flags, value) => this.send(PING, flags, 0, value, null))
  }

  get streams(): number {
    return this.#streams.size
  }

  get rttMs(): number | null {
    return this.#pings.rttMs
  }

  open(): MuxStream | null {
    if (this.#ended || this.goingAway || this.#nextId > maxUint32 - 2) return null
    if (this.#unacknowledged >= maxUnacknowledged || this.#streams.size >= this.#o.limits.maxStreams)
      return null
    const stream = this.#add(this.#nextId)
    this.#nextId += 2
    this.#unacknowledged++
    this.send(WINDOW_UPDATE, SYN, stream.id, this.#widen(stream), null)
    return stream
  }

  receive(chunk: Uint8Array): void {
    this.#decoder.push(chunk)
  }

  drained(): void {
    this.full = false
    this.#owed = 0
    this.#pump()
  }

  ping(): Promise<number> {
    return this.#pings.ask()
  }

  goAway(code: 0 | 1 | 2 = 0): void {
    if (this.#ended || this.#saidGoAway) return
    this.#saidGoAway = true
    this.goingAway = true
    this.send(GO_AWAY, 0, 0, code, null)
  }

  fail(code: 1 | 2 = 1): void {
    if (this.#ended) return
    this.send(GO_AWAY, 0, 0, code, null)
    this.ended()
  }

  ended(): void {
    if (this.#ended) return
    this.#ended = true
    this.goingAway = true
    this.#decoder.stop()
    for (const stream of this.#streams.values()) stream.finish('lost')
    this.#pings.end()
  }

  // What streams ask for.

  /** Nobody waits for the socket, and it takes more. */
  get free(): boolean {
    return !this.full && this.#ring.empty
  }

  send(type: number, flags: number, id: number, length: number, payload: Uint8Array | null): void {
    if (this.#ended) return
    writeHeader(this.#header, 0, type, flags, id, length)
    if (!this.#o.send(this.#header, payload)) this.full = true
  }

  sendData(stream: Stream, piece: Uint8Array): void {
    stream.sendWindow -= piece.length
    stream.written += piece.length
    this.send(DATA, 0, stream.id, piece.length, piece)
  }

  wait(stream: Stream): void {
    this.#ring.add(stream)
    this.#pump()
  }

  /** Lets the peer send as much again as was handed on, and more if the window proved to be narrow. */
  grant(stream: Stream): void {
    const now = this.#o.now()
    const sizeBytes = nextWindowBytes({
      sizeBytes: stream.windowBytes,
      maxBytes: this.#o.limits.maxWindowBytes,
      usedBytes: stream.credit,
      elapsedMs: now - stream.grantedAt,
      rttMs: this.#pings.rttMs,
    })
    const bytes = stream.credit + sizeBytes - stream.windowBytes
    stream.windowBytes = sizeBytes
    stream.receiveWindow += bytes
    stream.credit = 0
    stream.grantedAt = now
    this.send(WINDOW_UPDATE, 0, stream.id, bytes, null)
    this.#pings.measure(now)
  }

  forget(stream: Stream): void {
    this.#streams.delete(stream.id)
    this.#acknowledge(stream)
  }

  // What the decoder brings.

  header(type: number, flags: number, id: number, length: number): void {
    if (type === PING) this.#ping(flags, length)
    else if (type === GO_AWAY) {
      this.goingAway = true
      this.#o.onGoAway?.(length)
    } else if (type === DATA) this.#data(flags, id, length)
    else this.#windowUpdate(flags, id, length)
  }

  payload(piece: Uint8Array, last: boolean): void {
    const stream = this.#reading
    if (stream === null) return
    stream.received += piece.length
    stream.unread += piece.length
    stream.events.data(piece)
    if (last && this.#readingFin) stream.peerFin()
  }

  #data(flags: number, id: number, length: number): void {
    const stream = this.#find(flags, id)
    this.#reading = stream
    this.#readingFin = (flags & FIN) !== 0
    if (stream === null) {
      if (length > this.lateBytes) throw new MuxError(`data for stream ${id}, which is not there`)
      this.lateBytes -= length
      return
    }
    if (length > stream.receiveWindow) throw new MuxError(`stream ${id} exceeds its window`)
    if (length > 0 && stream.finReceived) throw new MuxError(`data after the end of stream ${id}`)
    stream.receiveWindow -= length
    if ((flags & RST) !== 0) stream.finish('reset')
    else if (length === 0 && this.#readingFin) stream.peerFin()
  }

  #windowUpdate(flags: number, id: number, length: number): void {
    const stream = this.#find(flags, id)
    if (stream === null) return
    if ((flags & RST) !== 0) return stream.finish('reset')
    if (length > 0) stream.peerGrants(length)
    if ((flags & FIN) !== 0) stream.peerFin()
  }

  #find(flags: number, id: number): Stream | null {
    if ((flags & SYN) !== 0) return this.#incoming(id)
    const stream = this.#streams.get(id)
    if (stream === undefined) return null
    // Some peers say ACK only with their first data, and whoever sends has surely accepted.
    if (!stream.acknowledged) this.#acknowledge(stream)
    return stream
  }

  #incoming(id: number): Stream | null {
    this.#peerIds.take(id)
    const { onStream, limits } = this.#o
    this.#owe()
    if (this.#saidGoAway || onStream === undefined || this.#streams.size >= limits.maxStreams) {
      this.lateBytes += initialWindowBytes
      this.send(WINDOW_UPDATE, RST, id, 0, null)
      return null
    }
    const stream = this.#add(id)
    stream.acknowledged = true
    this.send(WINDOW_UPDATE, ACK, id, this.#widen(stream), null)
    onStream(stream)
    return stream.closed ? null : stream
  }

  #ping(flags: number, value: number): void {
    if ((flags & SYN) === 0) return this.#pings.answered(value)
    this.#owe()
    this.send(PING, ACK, 0, value, null)
  }

  /** A peer that makes us answer and does not read the answers may not fill our memory with them. */
  #owe(): void {
    if (this.full && ++this.#owed > 1024 + this.#o.limits.maxStreams)
      throw new MuxError('asks, and does not read')
  }

  #add(id: number): Stream {
    const stream = new Stream(this, id, this.#o.now())
    this.#streams.set(id, stream)
    return stream
  }

  /** By how much our window is larger than what the peer assumes. */
  #widen(stream: Stream): number {
    const bytes = this.#windowBytes - stream.windowBytes
    stream.windowBytes += bytes
    stream.receiveWindow += bytes
    return bytes
  }

  #acknowledge(stream: Stream): void {
    if (stream.acknowledged) return
    stream.acknowledged = true
    this.#unacknowledged--
  }

  /** One frame of each that waits, in turn, while the socket takes them. */
  #pump(): void {
    if (this.#pumping) return
    this.#pumping = true
    while (!this.full && !this.#ended) {
      const stream = this.#ring.take()
      if (stream === null) break
      stream.sendNext()
      if (stream.unsent > 0 && stream.sendWindow > 0) this.#ring.add(stream)
      if (stream.drainWanted && stream.unsent < this.unsentHighBytes / 2 && !stream.closed) {
        stream.drainWanted = false
        stream.events.drain()
      }
    }
    this.#pumping = false
  }
}
