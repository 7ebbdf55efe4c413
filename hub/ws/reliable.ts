import type { Bus } from '#bus/connect.ts'
import type { EventLog } from '#bus/log.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { Position, Subscribed } from '#protocol/socket.ts'
import { createReliableChannel, type ReliableChannel } from './reliable-channel.ts'

/** What a channel needs of an open socket. */
export type Reader = {
  readonly open: boolean
  /** False when its backlog did not take the frame. */
  offer(frame: Uint8Array): boolean
  bye(reason: 'slow'): void
}
/** `deliver` runs after the answer was sent. */
export type Joined = { ok: Omit<Subscribed, 'topic'>; deliver(): void }
export type TopicChannel = {
  join(reader: Reader, since: Position | undefined): Joined | Promise<Joined>
  leave(reader: Reader): void
}
/** Everything, as of now: at least as new as the events that were said before it is asked. */
export type ReliableSource = { snapshot(): Promise<object> }

export type ReliableFigures = {
  resumed(): void
  reset(): void
  sent(messages: number, bytes: number, lagMs: number): void
}
export type ReliableDeps = {
  bus: Pick<Bus, 'up' | 'onChange'>
  events: EventLog
  figures: ReliableFigures
  /** Redis's clock, by which entries are stamped. */
  clock?: () => number
  timing?: Partial<typeof reliableTiming>
  log: Log
}
export const reliableTiming = {
  /** A topic that nobody hears is kept for so long: a page that is loaded again finds it. */
  graceMs: 5_000,
  /** What was lost on the bus and followed by nothing is found within this. */
  auditMs: 15_000,
  /** After a failure that is not Redis's. */
  retryMs: 1_000,
}
const beatMs = 1_000

/*
 * live:<topic> --each event--> channel --one frame a turn--> readers
 * log:<topic>  --what was missed, by a hub or by a reader--> channel
 */
export function createReliable(deps: ReliableDeps) {
  const timing = { ...reliableTiming, ...deps.timing }
  const channels = new Map<string, ReliableChannel>()
  let turn = 0

  const open = (topic: string, source: ReliableSource): ReliableChannel => {
    const forget = () => void channels.delete(topic)
    const channel = createReliableChannel({ ...deps, timing, topic, source, forget })
    channels.set(topic, channel)
    return channel
  }
  const offBus = deps.bus.onChange(up => {
    for (const channel of channels.values()) {
      if (up) channel.mend()
      else if (channel.readers === 0) channel.close()
    }
  })
  // Spread over the time, so that ten thousand topics are not asked about in one moment.
  const rounds = Math.max(1, Math.round(timing.auditMs / beatMs))
  const stopAudit = every(
    beatMs,
    () => {
      turn++
      if (deps.bus.up)
        for (const channel of channels.values()) if (channel.turn % rounds === turn % rounds) channel.mend()
    },
    { log: deps.log, unref: true },
  )

  return {
    /** Topics that are heard here now. */
    get topics() {
      return channels.size
    },
    channel: (topic: string, source: ReliableSource): TopicChannel => ({
      join: (reader, since) => (channels.get(topic) ?? open(topic, source)).join(reader, since),
      leave: reader => channels.get(topic)?.leave(reader),
    }),
    async stop() {
      offBus()
      await stopAudit()
      for (const channel of channels.values()) channel.close()
    },
  }
}
export type Reliable = ReturnType<typeof createReliable>
