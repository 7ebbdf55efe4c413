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

  const channel: TopicChannel = {
    join(connection) {
      readers.set(connection, { behind: false })
      connection.sendEncoded(whole())
    },
    leave: connection => void readers.delete(connection),
  }
  return {
    channel,
    publish(delta: Delta) {
      seq++
      if (readers.size === 0) return
      const frame = encoder.encode(JSON.stringify({ topic, seq, delta }))
      let state: Uint8Array | null = null
      for (const [connection, reader] of readers) {
        if (connection.backlogBytes > Limits.wsTelemetryBacklogBytes) reader.behind = true
        else if (reader.behind) {
          reader.behind = false
          connection.sendEncoded((state ??= whole()))
        } else connection.sendEncoded(frame)
      }
    },
    get readers() {
      return readers.size
    },
  }
}
