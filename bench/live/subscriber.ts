import { WebSocket } from 'ws'
import { Limits } from '#protocol/limits.ts'
import { bearerPrefix, socketProtocol } from '#protocol/socket.ts'
import { createLive } from '#web/live/live.ts'
import type { Login } from './logins.ts'

/** What the soak says: the n-th of its topic, and when. */
export type Said = { kind: 'changed'; n: number; at: number }

/** One panel on a reliable topic, by the panels' own library, and all that it must not see. */
export function createSubscriber(o: {
  url: string
  login: Login
  address: string
  random: () => number
  onEvent(lagMs: number): void
}) {
  const seen = { events: 0, last: 0, twice: 0, missing: 0, states: 0, resets: 0, connects: 0 }
  const faults: unknown[] = []
  const live = createLive({
    url: `${o.url.replace('http', 'ws')}/ws`,
    open: (url, protocols) =>
      new WebSocket(url, protocols, {
        headers: { 'x-forwarded-for': o.address },
        perMessageDeflate: false,
      }),
    auth: {
      ready: async () => true,
      protocols: () => [socketProtocol, bearerPrefix + o.login.token],
      remainingMs: () => Limits.accessTokenMs,
      renew: async () => true,
    },
    random: o.random,
    onFault: fault => faults.push(fault),
  })
  const topic = `user:${o.login.user}`
  live.state.subscribe(state => state.phase === 'open' && seen.connects++)
  live.subscribe(topic, {
    snapshot: (_, __, reset) => {
      seen.states++
      if (reset) seen.resets++
    },
    event(value) {
      const { n, at } = value as Said
      if (n <= seen.last) seen.twice++
      else seen.missing += n - seen.last - 1
      seen.last = Math.max(seen.last, n)
      seen.events++
      o.onEvent(Date.now() - at)
    },
  })
  live.start()
  return {
    topic,
    seen,
    faults,
    get current() {
      return live.topicState(topic)?.phase === 'current'
    },
    state: () => ({ live: live.state.get(), topic: live.topicState(topic) }),
    stop: () => live.stop(),
  }
}
export type Subscriber = ReturnType<typeof createSubscriber>
