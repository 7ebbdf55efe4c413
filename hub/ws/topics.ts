import type { Position } from '#protocol/socket.ts'
import { parseTopic, topics, type TopicName } from '#protocol/topics.ts'
import type { Connection } from './connection.ts'

/** What runs behind a topic: it is told who joins and leaves, and sends what they should hear. */
export type TopicChannel = {
  join(connection: Connection, since: Position | undefined): void
  leave(connection: Connection): void
  /** What had piled up for this reader has gone out. */
  drained(connection: Connection): void
}
export type Channels = { [K in TopicName]: (id: string | null) => TopicChannel }

/** Finds the channel of a topic, and takes a topic away from whoever has lost the ability to hear it. */
export function createTopicRegistry(channels: Channels) {
  const channelOf = (topic: string): TopicChannel | null => {
    const parsed = parseTopic(topic)
    return parsed && channels[parsed.name](parsed.id)
  }
  return {
    join(topic: string, connection: Connection, since: Position | undefined) {
      if (connection.open && connection.topics.has(topic)) channelOf(topic)?.join(connection, since)
    },
    leave: (topic: string, connection: Connection) => channelOf(topic)?.leave(connection),
    drained(connection: Connection) {
      for (const topic of connection.topics) channelOf(topic)?.drained(connection)
    },
    leaveAll(connection: Connection) {
      for (const topic of connection.topics) channelOf(topic)?.leave(connection)
      connection.topics.clear()
    },
    /** Called when somebody's role changed while they were listening. */
    prune(connection: Connection) {
      for (const topic of connection.topics) {
        const parsed = parseTopic(topic)
        if (parsed && connection.ability.can(...topics[parsed.name].can)) continue
        channelOf(topic)?.leave(connection)
        connection.topics.delete(topic)
        connection.send({
          re: null,
          error: { code: 'forbidden', message: `${topic} is no longer yours to hear.` },
        })
      }
    },
  }
}
export type TopicRegistry = ReturnType<typeof createTopicRegistry>
