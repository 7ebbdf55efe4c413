import type { Topic } from '#protocol/topics.ts'
import { Limits } from '#protocol/limits.ts'
import type { TelemetrySource } from '../live/source.ts'
import { nowhere } from './cohort.ts'
import type { Connection } from './connection.ts'
import { encode, type Frame } from './frame.ts'
import type { Pump } from './pump.ts'
import type { Joined, TopicChannel } from './topics.ts'

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
  /** Among all channels of this hub, in the order in which they were opened. */
  readonly number: number
  readers = 0
  seq = 0
  /** The publication that `seq` stands for, and the one before it. */
  tick: number
  #before: number
  #saidAt = performance.now()
  #whole: Frame | null = null
  #delta: Frame | null = null
  #merged: Map<number, Frame> | null = null

  constructor(o: {
    topic: Topic
    hub: string
    number: number
    source: TelemetrySource
    pump: Pump
    tick: number
  }) {
    this.#topic = o.topic
    this.#epoch = `${o.hub}.${o.number}`
    this.#source = o.source
    this.#pump = o.pump
    this.number = o.number
    this.tick = o.tick
    this.#before = o.tick
  }

  release() {
    this.#source.release?.()
  }

  join(connection: Connection): Joined {
    this.readers++
    return {
      ok: {},
      deliver: () => {
        if (!connection.open || !connection.topics.has(this.#topic)) return
        this.#pump.enter(connection, this)
        this.#pump.add(connection)
      },
    }
  }

  leave(connection: Connection) {
    this.readers--
    this.#pump.leave(connection, this)
  }

  /** When something changed, or nothing was said for a while. */
  publish(tick: number, now: number) {
    if (this.#source.changedAt <= this.tick && now - this.#saidAt < Limits.telemetryQuietMs) return
    this.seq++
    this.#before = this.tick
    this.tick = tick
    this.#saidAt = now
    this.#whole = this.#delta = this.#merged = null
  }

  /** What a reader who is at `seq`, published with `tick`, is due; null when it is where the topic is. */
  frameFrom(seq: number, tick: number): Frame | null {
    if (seq === this.seq) return null
    if (seq === nowhere) return this.#snapshot()
    if (seq === this.seq - 1) return (this.#delta ??= this.#since(this.#before) ?? this.#snapshot())
    const known = this.#merged?.get(seq)
    if (known) return known
    const merged = this.#since(tick, seq) ?? this.#snapshot()
    this.#merged = (this.#merged ?? new Map()).set(seq, merged)
    return merged
  }

  #since(tick: number, from?: number): Frame | null {
    const delta = this.#source.changesSince(tick)
    if (!delta) return null
    return encode({ topic: this.#topic, seq: this.seq, ...(from === undefined ? {} : { from }), delta })
  }

  #snapshot(): Frame {
    if (this.#whole) return this.#whole
    const topic = { topic: this.#topic, epoch: this.#epoch, seq: this.seq }
    const frame = encode({ ...topic, snapshot: this.#source.snapshot() })
    // Kept for those who come within the same second; of a topic with one reader it would only take room.
    if (this.readers > 1) this.#whole = frame
    return frame
  }
}
