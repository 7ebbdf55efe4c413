import { fullJitter } from '#web/live/backoff.ts'
import { defaultTiming } from '#web/live/live.ts'
import { subscribeTo } from './audience.ts'
import { heardIn } from './heard.ts'
import { openRaw, RefusedUpgrade, type RawSocket, type RawTarget } from './raw-client.ts'

/** A page that comes back: with the patience of the client library, on a socket that costs next to nothing. */
export function createReturner(o: { target: () => RawTarget; account: string }) {
  let socket: RawSocket | null = null
  let failures = 0
  let retryAfterMs = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  let at: { usage: number; nodes: number } = { usage: 0, nodes: 0 }
  const told = { lostAt: 0, openAt: 0, currentAt: 0, attempts: 0, refused: [] as number[] }

  async function connect() {
    told.attempts++
    at = { usage: 0, nodes: 0 }
    try {
      socket = await openRaw({ ...o.target(), withinMs: defaultTiming.openMs }, { text, closed: lost })
    } catch (error) {
      if (error instanceof RefusedUpgrade) told.refused.push(error.status)
      return lost()
    }
    if (ended) return socket.cut()
    told.openAt = Date.now()
    subscribeTo(socket, o.account)
  }

  function text(payload: Buffer) {
    failures = 0
    for (const heard of heardIn(payload)) {
      if (heard.kind === 'bye') retryAfterMs = heard.retryAfterMs
      if (heard.kind !== 'snapshot') continue
      at[heard.topic === 'nodes' ? 'nodes' : 'usage'] = heard.at
      if (at.usage > 0 && at.nodes > 0) told.currentAt = Date.now()
    }
  }

  function lost() {
    if (ended) return
    if (socket) told.lostAt = Date.now()
    socket = null
    const { baseMs, maxMs } = defaultTiming
    const waitMs = retryAfterMs + fullJitter(failures, { baseMs, maxMs })
    retryAfterMs = 0
    failures++
    timer = setTimeout(() => void connect(), waitMs)
  }

  return {
    told,
    /** Opens now: resolves when that was tried. */
    connect,
    /** Connected, subscribed, and given what was true at this time or later in both topics. */
    isCurrent: (since: number) => socket?.open === true && at.usage >= since && at.nodes >= since,
    stop() {
      ended = true
      clearTimeout(timer)
      socket?.cut()
    },
  }
}
export type Returner = ReturnType<typeof createReturner>
