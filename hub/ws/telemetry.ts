import type { Topic } from '#protocol/topics.ts'
import { Limits } from '#protocol/limits.ts'
import type { TelemetrySource } from '../live/source.ts'
import type { Connection } from './connection.ts'
import { encode, type Frame } from './frame.ts'
import type { Pump } from './pump.ts'
import type { Joined, TopicChannel } from './topics.ts'

/** How far one connection has come in one topic; nowhere yet: it is to get the whole. */
export type TelemetryReader = { channel: TelemetryChannel; seq: number; tick: number }
const nowhere = -1

/**
 * A topic that keeps only what is true now. What changed is encoded once a tick for all who keep up; whoever does
 * not is given one delta of all that it missed, when it has drained. A class: there is one for every account that
 * somebody looks at.
 */
export class TelemetryChannel implements TopicChannel {
  readonly #topic: Topic
  readonly #epoch: string
  readonly #source: TelemetrySource
  readonly #pump: Pump
  readonly #connections = new Set<Connection>()
  seq = 0
  /** The publication that `seq` stands for, and the one before it. */
  #tick: number
  #before: number
  #saidAt = performance.now()
  #whole: Frame | null = null
  #delta: Frame | null = null
  #merged: Map<number, Frame> | null = null

  constructor(o: { topic: Topic; epoch: string; source: TelemetrySource; pump: Pump; tick: number }) {
    this.#topic = o.topic
    this.#epoch = o.epoch
    this.#source = o.source
    this.#pump = o.pump
    this.#tick = o.tick
    this.#before = o.tick
  }

  release() {
    this.#source.release?.()
  }

  get readers(): number {
    return this.#connections.size
  }

  join(connection: Connection): Joined {
    this.leave(connection)
    const reader = { channel: this, seq: nowhere, tick: nowhere }
    this.#connections.add(connection)
    connection.readers = [...connection.readers, reader]
    // It is there at once, and gets the whole when the answer is out.
    reader.seq = this.seq
    return {
      ok: {},
      deliver: () => {
        reader.seq = nowhere
        this.#pump.add(connection)
      },
    }
  }

  leave(connection: Connection) {
    if (!this.#connections.delete(connection)) return
    connection.readers = connection.readers.filter(reader => reader.channel !== this)
  }

  /** When something changed, or nothing was said for a while. */
  publish(tick: number, now: number) {
    if (this.#source.changedAt <= this.#tick && now - this.#saidAt < Limits.telemetryQuietMs) return
    this.seq++
    this.#before = this.#tick
    this.#tick = tick
    this.#saidAt = now
    this.#whole = this.#delta = this.#merged = null
    for (const connection of this.#connections) this.#pump.add(connection)
  }

  /** What this reader is to be sent to be where the topic is; null when it is there. */
  frameFor(reader: TelemetryReader): Frame | null {
    if (reader.seq === this.seq) return null
    if (reader.seq === nowhere) return this.#snapshot()
    if (reader.seq === this.seq - 1) return (this.#delta ??= this.#since(this.#before) ?? this.#snapshot())
    const known = this.#merged?.get(reader.seq)
    if (known) return known
    const merged = this.#since(reader.tick, reader.seq) ?? this.#snapshot()
    this.#merged = (this.#merged ?? new Map()).set(reader.seq, merged)
    return merged
  }

  /** It was sent what `frameFor` said. */
  arrived(reader: TelemetryReader) {
    reader.seq = this.seq
    reader.tick = this.#tick
  }

  #since(tick: number, from?: number): Frame | null {
    const delta = this.#source.changesSince(tick)
    if (!delta) return null
    const message = { topic: this.#topic, seq: this.seq, ...(from === undefined ? {} : { from }), delta }
    return encode(message, this.#connections.size > 1)
  }

  #snapshot(): Frame {
    if (this.#whole) return this.#whole
    const message = {
      topic: this.#topic,
      epoch: this.#epoch,
      seq: this.seq,
      snapshot: this.#source.snapshot(),
    }
    const frame = encode(message, this.#connections.size > 1)
    // Kept for those who come within the same second; of a topic with one reader it would only take room.
    if (frame.shared) this.#whole = frame
    return frame
  }
}
