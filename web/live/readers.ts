import { Limits } from '#protocol/limits.ts'
import { parseTopic, type Topic } from '#protocol/topics.ts'
import type { OnFault } from './faults.ts'
import type { LiveError } from './live-error.ts'
import type { StaleCode, TopicState } from './live-state.ts'
import type { CommandBody, Done } from './pending.ts'
import { createRoom, type Room, type TopicListener } from './room.ts'
import type { TopicMessage } from './topic-reader.ts'

type Deps = {
  /** Fails at once while there is no open connection. */
  say(body: CommandBody, done: Done): void
  isOpen(): boolean
  retryMs: number
  /** A telemetry topic of which nothing is heard for so long is not vouched for any more. */
  silentMs?: number
  now: () => number
  onFault: OnFault
}

/** Errors that a later attempt may not meet again. */
const passing = new Set<string>(['internal', 'unavailable', 'timeout', 'too_many'])
/** However a topic is written, it is one. What is none at all is asked for as it is, and refused. */
const canonical = (topic: Topic): Topic => parseTopic(topic)?.topic ?? topic

/** Every topic somebody listens to, subscribed once however many listen, and again after every reconnect. */
export function createReaders(deps: Deps) {
  const { say, isOpen, retryMs, silentMs = 3 * Limits.telemetryQuietMs, now, onFault } = deps
  const rooms = new Map<Topic, Room>()
  const retries = new Map<Room, ReturnType<typeof setTimeout>>()
  /** The latest `subscribe` of each room: an answer to an earlier one is no news. */
  const asked = new Map<Room, object>()
  let watch: ReturnType<typeof setInterval> | undefined

  /** Telemetry wants what is true now; a reliable topic wants what was missed, unless `anew`. */
  function ask(room: Room, anew = false) {
    clearTimeout(retries.get(room))
    if (!isOpen()) return
    const { topic, reader } = room
    const since = room.reliable && !anew ? reader.position : null
    // What comes before the snapshot belongs to an earlier subscription.
    if (!since) reader.forget()
    const mine = {}
    asked.set(room, mine)
    const isMine = () => asked.get(room) === mine
    say(
      { do: 'subscribe', topic, ...(since ? { since } : {}) },
      { ok: answer => isMine() && taken(room, answer['resumed']), failed: e => isMine() && refused(room, e) },
    )
  }
  function taken(room: Room, resumed: unknown) {
    if (!room.reliable) return
    if (resumed !== true) return room.reader.forget()
    room.mending = false
    // Perhaps nothing was missed: then no event comes to tell it by.
    room.to('current', null, { heardAt: now(), asOf: now(), resumed: room.state.get().resumed + 1 })
  }
  function refused(room: Room, { code }: LiveError) {
    if (code === 'lost') return
    room.mending = false
    room.to('refused', code)
    if (passing.has(code)) retries.set(room, setTimeout(ask, retryMs, room))
  }

  // A refusal to unsubscribe changes nothing for us.
  const leave = (topic: Topic) => say({ do: 'unsubscribe', topic }, { ok: () => {}, failed: () => {} })

  function mend(room: Room, anew: boolean) {
    room.mending = true
    leave(room.topic)
    ask(room, anew)
  }

  function close(room: Room) {
    clearTimeout(retries.get(room))
    retries.delete(room)
    asked.delete(room)
  }

  function lookForSilence() {
    for (const { state, reliable, to } of rooms.values()) {
      const { phase, heardAt } = state.get()
      if (!reliable && phase === 'current' && now() - (heardAt ?? 0) > silentMs)
        to('stale', 'quiet' satisfies StaleCode)
    }
  }

  return {
    subscribe(written: Topic, listener: TopicListener): () => void {
      const topic = canonical(written)
      const room = rooms.get(topic) ?? createRoom(topic, { now, onFault })
      const first = !rooms.has(topic)
      rooms.set(topic, room)
      // The same object twice is two listeners.
      const own = { ...listener }
      room.listeners.add(own)
      if (first) ask(room)
      // A snapshot went by before this listener came: all of them get a new one.
      else if (room.reader.position) mend(room, true)
      return () => {
        if (!room.listeners.delete(own) || room.listeners.size > 0) return
        rooms.delete(topic)
        close(room)
        leave(topic)
      }
    },

    heard(message: TopicMessage) {
      const room = rooms.get(message.topic)
      if (!room || room.hear(message) !== 'gap' || room.mending) return
      room.to('stale', 'gap' satisfies StaleCode, { gaps: room.state.get().gaps + 1 })
      mend(room, false)
    },
    /** Somebody's role has changed: a topic was taken away that they were hearing. */
    takenAway(topic: Topic, error: LiveError) {
      const room = rooms.get(topic)
      if (room) refused(room, error)
    },

    opened() {
      for (const room of rooms.values()) ask(room)
      clearInterval(watch)
      watch = setInterval(lookForSilence, silentMs / 5)
    },
    closed() {
      clearInterval(watch)
      for (const room of rooms.values()) {
        close(room)
        room.mending = false
        const { phase } = room.state.get()
        if (phase === 'current' || phase === 'stale') room.to('stale', 'lost' satisfies StaleCode)
      }
    },
    state: (topic: Topic): TopicState | null => rooms.get(canonical(topic))?.state.get() ?? null,
  }
}
