import { randomUUID } from 'node:crypto'
import type { Position, Subscribed } from '#protocol/socket.ts'
import {
  mayHear,
  type ParsedTopic,
  parseTopic,
  type ReliableName,
  type TelemetryName,
  type Topic,
  topics,
} from '#protocol/topics.ts'
import type { TelemetrySource } from '../live/source.ts'
import type { Ticker } from '../live/ticker.ts'
import type { Connection } from './connection.ts'
import type { Pump } from './pump.ts'
import { TelemetryChannel } from './telemetry.ts'

/** The answer to a subscription, and what follows it once the answer is out. */
export type Joined = { ok: Omit<Subscribed, 'topic'>; deliver(): void }

/** What runs behind a topic as long as somebody hears it. */
export type TopicChannel = {
  readonly readers: number
  join(connection: Connection, since: Position | undefined): Joined | Promise<Joined>
  leave(connection: Connection): void
}

/** Where a topic's content comes from. The table of these is all that a new topic needs besides its rules. */
export type Sources = { [N in TelemetryName]: (id: string | null) => TelemetrySource } & {
  [N in ReliableName]: (topic: ParsedTopic) => TopicChannel
}

type Deps = { sources: Sources; ticker: Ticker; pump: Pump }

/** Finds the channel of a topic, and takes a topic away from whoever has lost the ability to hear it. */
export function createTopicRegistry({ sources, ticker, pump }: Deps) {
  const channels = new Map<Topic, TopicChannel>()
  const telemetry = new Set<TelemetryChannel>()
  const hub = randomUUID().slice(0, 8)
  let opened = 0

  ticker.onPublish(tick => {
    const now = performance.now()
    for (const channel of telemetry) channel.publish(tick, now)
    pump.published()
  })

  function open({ topic, name, id }: ParsedTopic): TopicChannel {
    if (topics[name].kind === 'reliable') return sources[name as ReliableName]({ topic, name, id })
    const source = sources[name as TelemetryName](id)
    const tick = ticker.ticks.next - 1
    const channel = new TelemetryChannel({ topic, hub, number: ++opened, source, pump, tick })
    telemetry.add(channel)
    return channel
  }
  function channelOf(parsed: ParsedTopic): TopicChannel {
    const channel = channels.get(parsed.topic) ?? open(parsed)
    channels.set(parsed.topic, channel)
    return channel
  }
  function leave(topic: Topic, connection: Connection) {
    if (!connection.topics.has(topic)) return
    connection.hearsNoMore(topic)
    channels.get(topic)?.leave(connection)
    close(topic)
  }
  /** Nobody hears it any more. */
  function close(topic: Topic) {
    const channel = channels.get(topic)
    if (!channel || channel.readers > 0) return
    channels.delete(topic)
    if (!(channel instanceof TelemetryChannel)) return
    telemetry.delete(channel)
    channel.release()
  }

  return {
    get count() {
      return channels.size
    },
    async join(parsed: ParsedTopic, connection: Connection, since: Position | undefined): Promise<Joined> {
      // Whoever hears it already begins anew.
      leave(parsed.topic, connection)
      connection.hears(parsed.topic)
      try {
        return await channelOf(parsed).join(connection, since)
      } catch (error) {
        leave(parsed.topic, connection)
        throw error
      }
    },
    leave,
    leaveAll(connection: Connection) {
      for (const topic of connection.topics) leave(topic, connection)
      pump.forget(connection)
    },
    /** What had piled up for this reader has gone out. */
    drained(connection: Connection) {
      if (connection.behind) pump.add(connection)
    },
    /** Called when somebody's role changed while they were listening. */
    prune(connection: Connection) {
      for (const topic of connection.topics) {
        const parsed = parseTopic(topic)
        if (parsed && mayHear(connection.ability, parsed)) continue
        leave(topic, connection)
        connection.send({
          re: null,
          error: { code: 'forbidden', message: `${topic} is no longer yours to hear.` },
          topic,
        })
      }
    },
  }
}
export type TopicRegistry = ReturnType<typeof createTopicRegistry>
