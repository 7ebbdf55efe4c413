import type { Told } from '#protocol/live/telemetry.ts'
import type { Position } from '#protocol/socket.ts'
import { isReliable, type Topic } from '#protocol/topics.ts'
import { guarded, type OnFault } from './faults.ts'
import type { StaleCode, TopicState } from './live-state.ts'
import { observed } from './observed.ts'
import { createTopicReader, type TopicMessage } from './topic-reader.ts'

export type TopicListener = {
  /** `reset`: what had been missed is not known any more, and this takes the place of it. */
  snapshot?(value: unknown, at: Position, reset: boolean): void
  delta?(value: unknown): void
  event?(value: unknown, at: Position): void
  state?(state: TopicState): void
}

/** One topic that somebody listens to: what was heard of it, and how true it is. */
export function createRoom(topic: Topic, { now, onFault }: { now: () => number; onFault: OnFault }) {
  const reader = createTopicReader()
  const listeners = new Set<TopicListener>()
  const state = observed<TopicState>(
    {
      phase: 'waiting',
      since: now(),
      code: null,
      heardAt: null,
      asOf: null,
      wholeSince: null,
      gaps: 0,
      resumed: 0,
      resets: 0,
    },
    onFault,
  )
  const tell = (say: (listener: TopicListener) => void) => {
    for (const listener of [...listeners]) guarded(() => say(listener), onFault)
  }
  state.subscribe(next => tell(listener => listener.state?.(next)))
  /** As the hub last said it, by its own clock. */
  let saidWhole: number | null = null

  function to(phase: TopicState['phase'], code: string | null = null, more: Partial<TopicState> = {}) {
    const was = state.get()
    const same = was.phase === phase && was.code === code
    if (same && Object.keys(more).length === 0) return
    state.set({ ...was, ...more, phase, code, since: same ? was.since : now() })
  }

  /** Only ages cross the wire: the hub's clock and this device's need not agree. */
  function ofHub({ at, wholeSince }: Told, heardAt: number): number | null {
    const again = wholeSince !== null && wholeSince === saidWhole
    saidWhole = wholeSince
    if (again) return state.get().wholeSince
    return wholeSince === null ? null : heardAt - Math.max(0, at - wholeSince)
  }

  function note(message: TopicMessage) {
    const heardAt = now()
    const told = toldIn(message)
    if (!told) return to('current', null, { heardAt, asOf: heardAt })
    const wholeSince = ofHub(told, heardAt)
    if (wholeSince === null) to('stale', 'source' satisfies StaleCode, { heardAt, wholeSince })
    else to('current', null, { heardAt, asOf: heardAt, wholeSince })
  }

  return {
    topic,
    reliable: isReliable(topic),
    listeners,
    state,
    reader,
    to,
    /** Asked again because something was missing; until the answer comes, more of it is no news. */
    mending: false,
    hear(message: TopicMessage) {
      const verdict = reader.judge(message)
      const { position } = reader
      // A topic in which nothing changes repeats its number now and then: that it does is what there is to hear.
      const quiet = verdict === 'passed' && 'delta' in message && message.seq === position?.seq
      if (verdict === 'took') {
        this.mending = false
        const reset = 'snapshot' in message && message.reset === true
        if (reset) to(state.get().phase, state.get().code, { resets: state.get().resets + 1 })
        tell(listener => {
          if ('snapshot' in message) listener.snapshot?.(message.snapshot, position!, reset)
          else if ('delta' in message) listener.delta?.(message.delta)
          else listener.event?.(message.event, position!)
        })
      }
      if (verdict === 'took' || (quiet && !this.mending)) note(message)
      return verdict
    },
  }
}
export type Room = ReturnType<typeof createRoom>

function toldIn(message: TopicMessage): Told | null {
  const body = 'snapshot' in message ? message.snapshot : 'delta' in message ? message.delta : null
  return typeof body === 'object' && body !== null && 'wholeSince' in body ? (body as Told) : null
}
