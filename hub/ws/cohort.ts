import type { Connection } from './connection.ts'
import { type Frame, together } from './frame.ts'
import type { TelemetryChannel } from './telemetry.ts'

/** How far a reader is in each topic of its cohort. It is never changed: all who are at one place share it. */
export type Place = { readonly seqs: readonly number[]; readonly ticks: readonly number[] }
/** It is to get the whole. */
export const nowhere = -1

/** A frame for several topics is not made larger than that. */
const togetherBytes = 64 * 1024

/**
 * All connections that hear the same topics of telemetry. Those that keep up are at the same place, so what they are due
 * is found once for all of them, and one frame holds it.
 */
export class Cohort {
  readonly key: string
  readonly channels: readonly TelemetryChannel[]
  readonly members = new Set<Connection>()
  /** Where the topics are, and where they were before they last moved. */
  now: Place
  before: Place | null = null
  #frames: readonly Frame[] | null = null

  constructor(key: string, channels: readonly TelemetryChannel[]) {
    this.key = key
    this.channels = channels
    this.now = this.#place()
  }

  /** True when something has been published in one of its topics. */
  look(): boolean {
    const { seqs } = this.now
    if (this.channels.every((channel, i) => channel.seq === seqs[i])) return false
    this.before = this.now
    this.now = this.#place()
    this.#frames = null
    return true
  }

  /** What a member at this place is due. */
  framesFrom(place: Place): readonly Frame[] {
    if (place !== this.before) return this.#due(place)
    if (this.#frames) return this.#frames
    const due = this.#due(place)
    const bytes = due.reduce((sum, frame) => sum + frame.bytes.length, 0)
    const join = this.members.size > 1 && due.length > 1 && bytes <= togetherBytes
    return (this.#frames = join ? [together(due)] : due)
  }

  /** How many topics have moved on from this place. */
  countFrom(place: Place): number {
    let count = 0
    for (const [i, channel] of this.channels.entries()) if (channel.seq !== place.seqs[i]) count++
    return count
  }

  #due(place: Place): Frame[] {
    return this.channels.flatMap((channel, i) => channel.frameFrom(place.seqs[i]!, place.ticks[i]!) ?? [])
  }
  #place(): Place {
    return {
      seqs: this.channels.map(channel => channel.seq),
      ticks: this.channels.map(channel => channel.tick),
    }
  }
}

/** Every set of topics that somebody hears, once. */
export function createCohorts() {
  const all = new Map<string, Cohort>()

  function of(channels: readonly TelemetryChannel[]): Cohort {
    const sorted = channels.toSorted((a, b) => a.number - b.number)
    const key = sorted.map(channel => channel.number).join()
    const known = all.get(key)
    if (known) return known
    const cohort = new Cohort(key, sorted)
    all.set(key, cohort)
    return cohort
  }

  /** It hears other topics from now on: in those it heard before it stays where it is, in a new one it is nowhere. */
  function move(connection: Connection, channels: readonly TelemetryChannel[], anew?: TelemetryChannel) {
    const from = connection.cohort
    const place = connection.place
    leave(connection)
    if (channels.length === 0) return
    const cohort = of(channels)
    const stay = (values: 'seqs' | 'ticks') =>
      cohort.channels.map(channel => {
        const i = channel === anew ? -1 : (from?.channels.indexOf(channel) ?? -1)
        return place?.[values][i] ?? nowhere
      })
    cohort.members.add(connection)
    connection.cohort = cohort
    connection.place = { seqs: stay('seqs'), ticks: stay('ticks') }
  }
  function leave(connection: Connection) {
    const { cohort } = connection
    connection.cohort = connection.place = null
    if (cohort?.members.delete(connection) && cohort.members.size === 0) all.delete(cohort.key)
  }

  return {
    all: () => all.values(),
    enter(connection: Connection, channel: TelemetryChannel) {
      const others = connection.cohort?.channels.filter(one => one !== channel) ?? []
      move(connection, [...others, channel], channel)
    },
    leave(connection: Connection, channel: TelemetryChannel) {
      const { cohort } = connection
      if (!cohort?.channels.includes(channel)) return
      move(
        connection,
        cohort.channels.filter(one => one !== channel),
      )
    },
  }
}
