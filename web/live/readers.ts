import type { Position } from '#protocol/socket.ts'
import { parseTopic, type Topic, topics } from '#protocol/topics.ts'
import { LiveError } from './live-error.ts'
import type { TopicState } from './live-state.ts'
import { observed } from './observed.ts'
import type { Answer, CommandBody } from './pending.ts'
import { createTopicReader, type TopicMessage, type TopicReader } from './topic-reader.ts'

export type TopicListener = {
  snapshot?(value: unknown): void
  delta?(value: unknown): void
  event?(value: unknown): void
  state?(state: TopicState): void
}
type Room = {
  reader: TopicReader
  listeners: Set<TopicListener>
  state: ReturnType<typeof observed<TopicState>>
  retry: ReturnType<typeof setTimeout> | undefined
  /** Asked again because something was missing; until the answer comes, more of it is no news. */
  mending: boolean
}
type Deps = {
  /** Null while there is no open connection. */
  send: () => ((body: CommandBody) => Promise<Answer>) | null
  retryMs: number
  now: () => number
}

/** Errors that a later attempt may not meet again. */
const passing = new Set<string>(['internal', 'unavailable', 'timeout', 'too_many'])

/** Every topic somebody listens to, subscribed once however many listen, and again after every reconnect. */
export function createReaders({ send, retryMs, now }: Deps) {
  const rooms = new Map<Topic, Room>()

  const setPhase = (room: Room, phase: TopicState['phase'], code: string | null = null) => {
    const was = room.state.get()
    if (was.phase !== phase || was.code !== code) room.state.set({ ...was, phase, code, since: now() })
  }

  const ask = (topic: Topic, room: Room, since: Position | null) => {
    const say = send()
    clearTimeout(room.retry)
    if (!say) return
    say({ do: 'subscribe', topic, ...(since ? { since } : {}) }).then(
      // Resumed, and nothing was missed: there may be no message to tell it by.
      () => since && room.reader.position && setPhase(room, 'current'),
      (error: unknown) => {
        if (rooms.get(topic) !== room || !(error instanceof LiveError) || error.code === 'lost') return
        setPhase(room, 'refused', error.code)
        if (passing.has(error.code)) room.retry = setTimeout(() => ask(topic, room, since), retryMs)
      },
    )
  }

  const leave = (topic: Topic) => {
    // A refusal to unsubscribe changes nothing for us.
    send()?.({ do: 'unsubscribe', topic }).catch(() => {})
  }

  /** Telemetry wants what is true now; a reliable topic wants what was missed. */
  const mend = (topic: Topic, room: Room) => {
    setPhase(room, 'stale')
    room.mending = true
    leave(topic)
    const name = parseTopic(topic)?.name
    const reliable = name !== undefined && (topics[name].kind as string) === 'reliable'
    const since = reliable ? room.reader.position : null
    if (!reliable) room.reader.forget()
    ask(topic, room, since)
  }

  return {
    subscribe(topic: Topic, listener: TopicListener): () => void {
      let room = rooms.get(topic)
      const first = !room
      if (!room) {
        const state = observed<TopicState>({ phase: 'waiting', since: now(), heardAt: null, code: null })
        room = { reader: createTopicReader(), listeners: new Set(), state, retry: undefined, mending: false }
        rooms.set(topic, room)
        const { listeners } = room
        state.subscribe(next => listeners.forEach(one => one.state?.(next)))
      }
      const here = room
      here.listeners.add(listener)
      if (first) ask(topic, here, null)
      // A snapshot went by before this listener came: all of them get a new one.
      else if (here.reader.position) mend(topic, here)
      return () => {
        if (!here.listeners.delete(listener) || here.listeners.size > 0 || rooms.get(topic) !== here) return
        rooms.delete(topic)
        clearTimeout(here.retry)
        leave(topic)
      }
    },

    heard(message: TopicMessage) {
      const room = rooms.get(message.topic)
      if (!room) return
      const verdict = room.reader.judge(message)
      if (verdict === 'gap' && !room.mending) return mend(message.topic, room)
      if (verdict !== 'took') return
      room.mending = false
      for (const listener of [...room.listeners]) {
        if ('snapshot' in message) listener.snapshot?.(message.snapshot)
        else if ('delta' in message) listener.delta?.(message.delta)
        else listener.event?.(message.event)
      }
      const was = room.state.get()
      const since = was.phase === 'current' ? was.since : now()
      room.state.set({ phase: 'current', since, heardAt: now(), code: null })
    },

    opened() {
      for (const [topic, room] of rooms) ask(topic, room, room.reader.position)
    },
    closed() {
      for (const room of rooms.values()) {
        clearTimeout(room.retry)
        room.mending = false
        if (room.state.get().phase === 'current') setPhase(room, 'stale')
      }
    },
    state: (topic: Topic): TopicState | null => rooms.get(topic)?.state.get() ?? null,
  }
}
