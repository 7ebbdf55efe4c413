import type { Delta, Position, Snapshot, TopicEvent } from '#protocol/socket.ts'

export type TopicMessage = Snapshot | Delta | TopicEvent

/** `passed`: seen before, or not to be judged while a snapshot is on its way. */
export type Verdict = 'took' | 'passed' | 'gap'

/** Numbers of one topic: takes what continues, drops what repeats, calls out what is missing. */
export function createTopicReader() {
  let position: Position | null = null

  /** A merged delta may reach back behind us: it says what is, so taking it twice changes nothing. */
  function judgeDelta(at: Position, { seq, from = seq - 1 }: Delta): Verdict {
    if (seq <= at.seq) return 'passed'
    if (from > at.seq) return 'gap'
    position = { epoch: at.epoch, seq }
    return 'took'
  }

  /**
   * A row goes on under a new epoch when its end may have been lost, and epochs are times. A number that comes again in
   * a later one is another event: what we have is not what the row holds, so it is asked for.
   */
  function judgeEvent(at: Position, { epoch, seq }: TopicEvent): Verdict {
    if (epoch === at.epoch ? seq <= at.seq : Number(epoch) < Number(at.epoch)) return 'passed'
    if (seq !== at.seq + 1) return 'gap'
    position = { epoch, seq }
    return 'took'
  }

  return {
    get position() {
      return position
    },
    /** Until the next snapshot everything is passed over. */
    forget() {
      position = null
    },
    judge(message: TopicMessage): Verdict {
      if ('snapshot' in message) {
        position = { epoch: message.epoch, seq: message.seq }
        return 'took'
      }
      if (!position) return 'passed'
      return 'delta' in message ? judgeDelta(position, message) : judgeEvent(position, message)
    },
  }
}
