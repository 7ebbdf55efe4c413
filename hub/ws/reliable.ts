import type { Bus } from '#bus/connect.ts'
import type { EventLog } from '#bus/log.ts'
import type { Log } from '#kit/log.ts'
import { every } from '#kit/timers.ts'
import type { Position } from '#protocol/socket.ts'
import type { Figures } from '../live/figures.ts'
import type { Connection } from './connection.ts'
import { createReliableChannel, type ReliableChannel } from './reliable-channel.ts'
import type { Joined } from './topics.ts'

/** What a channel needs of an open socket. */
export type Reader = Pick<Connection, 'offer'> & { bye(reason: 'slow'): void }
/** Everything, as of now: at least as new as the events that were said before it is asked. */
export type ReliableSource = { snapshot(): Promise<object> }

export type ReliableDeps = {
  bus: Pick<Bus, 'up' | 'onChange'>
  events: EventLog
  figures: Pick<Figures, 'resumed' | 'reset' | 'lag'>
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
  let beat = 0

  const open = (topic: string, source: ReliableSource): ReliableChannel => {
    const forget = () => void channels.delete(topic)
    const channel = createReliableChannel({ ...deps, timing, topic, source, forget })
    channel.lookAt = nextLook()
    channels.set(topic, channel)
    return channel
  }
  const offBus = deps.bus.onChange(up => {
    for (const channel of channels.values()) {
      if (up) channel.mend()
      else if (channel.readers === 0) channel.close()
    }
  })
  // At a time of its own each, so that ten thousand topics are not asked about in one moment.
  const nextLook = () => beat + Math.max(1, Math.round((timing.auditMs / beatMs) * (0.5 + Math.random() / 2)))
  const stopAudit = every(
    beatMs,
    () => {
      beat++
      if (!deps.bus.up) return
      for (const channel of channels.values()) {
        if (channel.lookAt > beat) continue
        channel.lookAt = nextLook()
        channel.mend()
      }
    },
    { log: deps.log, unref: true },
  )

  return {
    /** Topics that are heard here now. */
    get topics() {
      return channels.size
    },
    channel: (topic: string, source: ReliableSource) => ({
      get readers() {
        return channels.get(topic)?.readers ?? 0
      },
      join: (reader: Reader, since: Position | undefined): Promise<Joined> =>
        (channels.get(topic) ?? open(topic, source)).join(reader, since),
      leave: (reader: Reader) => channels.get(topic)?.leave(reader),
    }),
    async stop() {
      offBus()
      await stopAudit()
      for (const channel of channels.values()) channel.close()
    },
  }
}
export type Reliable = ReturnType<typeof createReliable>
