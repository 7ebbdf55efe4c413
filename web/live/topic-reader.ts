import type { Position } from '#protocol/socket.ts'

export type TopicMessage =
  | { topic: string; epoch: string; seq: number; snapshot: unknown }
  | { topic: string; seq: number; from?: number; delta: unknown }
  | { topic: string; seq: number; event: unknown }

/** `passed`: seen before, or not to be judged while a snapshot is on its way. */
export type Verdict = 'took' | 'passed' | 'gap'

/** Numbers of one topic: takes what continues, drops what repeats, calls out what is missing. */
export function createTopicReader() {
  let position: Position | null = null
  return {
    get position() {
      return position
    },
    forget() {
      position = null
    },
    judge(message: TopicMessage): Verdict {
      if ('snapshot' in message) {
        position = { epoch: message.epoch, seq: message.seq }
        return 'took'
      }
      if (!position) return 'passed'
      if (message.seq <= position.seq) return 'passed'
      // A merged delta may reach back behind us: it says what is, so taking it twice changes nothing.
      const after = 'delta' in message ? (message.from ?? message.seq - 1) : message.seq - 1
      if (after > position.seq) return 'gap'
      position = { epoch: position.epoch, seq: message.seq }
      return 'took'
    },
  }
}
export type TopicReader = ReturnType<typeof createTopicReader>
