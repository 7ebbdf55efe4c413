import { usersFor } from '../live/spread.ts'
import { makeLogins } from '../live/logins.ts'
import type { Ticks, TelemetrySource } from '#hub/live/source.ts'
import { startTestHub } from '#hub/testing/hub.ts'
import { delta, type Fanout, topicNames } from './said.ts'

/**
 * The real hub: PostgreSQL, Redis, logins, upgrades, abilities, channels, the pump. Only what its topics have to say
 * is not the network's but what the peers say, at their cadence.
 */
export async function startHubPeer(): Promise<Fanout & { stop(): Promise<void> }> {
  const said = new Map(topicNames.map(topic => [topic, { changedAt: 0, tick: 0 }]))
  let ticks: Ticks = { next: 1 }
  const sourceOf = (topic: string): TelemetrySource => {
    const now = said.get(topic)
    if (!now) throw new Error(`${topic} is not of this benchmark`)
    return {
      get changedAt() {
        return now.changedAt
      },
      snapshot: () => delta(now.tick),
      changesSince: () => delta(now.tick),
    }
  }
  const hub = await startTestHub({
    env: { HUB_TRUSTED_PROXIES: '1' },
    // As its peers: when it is told to, and then at once.
    tickMs: null,
    sources(itsTicks) {
      ticks = itsTicks
      return { usage: account => sourceOf(`usage:${account}`) }
    },
  })
  const most = usersFor(10_200)
  const logins = await makeLogins({ url: hub.databaseUrl }, hub.config.TRAFFIX_SECRET, {
    users: most,
    role: 'operator',
  })
  return {
    port: hub.hub.port,
    tokens: logins.map(login => login.token),
    publish(tick, topics) {
      for (const topic of topics) Object.assign(said.get(topic)!, { changedAt: ticks.next, tick })
      hub.hub.publish()
    },
    stop: () => hub.stop(),
  }
}
