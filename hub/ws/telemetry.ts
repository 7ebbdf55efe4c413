import { randomUUID } from 'node:crypto'
import { Limits } from '#protocol/limits.ts'
import type { Connection } from './connection.ts'
import type { TopicChannel } from './topics.ts'

const encoder = new TextEncoder()

/** A topic that keeps only its latest state. Each change is encoded once; a reader that does not drain
 *  misses changes and gets the whole state when it reads again. It delays nobody. */
export function createTelemetry<Snapshot, Delta>(topic: string, snapshot: () => Snapshot) {
  const epoch = randomUUID()
  let seq = 0
  const readers = new Map<Connection, { behind: boolean }>()

  const whole = () => encoder.encode(JSON.stringify({ topic, epoch, seq, snapshot: snapshot() }))

  const behind = (connection: Connection) => connection.backlogBytes > Limits.wsTelemetryBacklogBytes

  const channel: TopicChannel = {
    join(connection) {
      // Whoever is behind gets the whole when it has drained, however often it asks for it until then.
      readers.set(connection, { behind: behind(connection) || !connection.offer(whole()) })
    },
    leave: connection => void readers.delete(connection),
    drained(connection) {
      const reader = readers.get(connection)
      if (reader?.behind && !behind(connection)) reader.behind = !connection.offer(whole())
    },
  }
  return {
    channel,
    publish(delta: Delta) {
      seq++
      if (readers.size === 0) return
      const frame = encoder.encode(JSON.stringify({ topic, seq, delta }))
      for (const [connection, reader] of readers) {
        // Once behind, changes are of no use to it: it is sent the whole when it has drained.
        reader.behind ||= behind(connection) || !connection.offer(frame)
      }
    },
  }
}
