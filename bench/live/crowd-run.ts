import { setTimeout as pause } from 'node:timers/promises'
import { hearRadar } from '#bus/radar.ts'
import { openAudience } from './audience.ts'
import { startHubProcess } from './hub-process.ts'
import { makeLogins } from './logins.ts'
import { startPublisher } from './publisher.ts'
import { hubTarget, usersFor } from './spread.ts'

export type Scale = { sockets: number; nodes: number; seconds: number }

/** One hub process, a publisher, and so many sockets, each on `usage:` of its own account and on `nodes`. */
export async function setUpCrowd(
  { sockets, nodes }: Pick<Scale, 'sockets' | 'nodes'>,
  more: { apart?: (n: number) => boolean; hubArgs?: string[] } = {},
) {
  const hub = await startHubProcess({ args: more.hubArgs ?? [] })
  const stops: (() => unknown)[] = [() => hub.stop()]
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one()
  }
  try {
    const logins = await makeLogins(hub.database, hub.secret, { users: usersFor(sockets), role: 'operator' })
    const publisher = await startPublisher({ redisUrl: hub.redis.url, accounts: sockets, nodes, seed: 1 })
    stops.push(() => publisher.stop())
    const audience = await openAudience({
      target: hubTarget(
        () => hub.port,
        logins.map(login => login.token),
      ),
      accounts: publisher.accounts,
      ...(more.apart && { apart: more.apart }),
    })
    stops.push(() => audience.close())
    await audience.subscribe()
    return { hub, audience, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A while in which everybody should hear every second, and what the hub said of itself meanwhile. */
export async function runCrowd(scale: Scale, more: { hubArgs?: string[] } = {}) {
  const { hub, audience, stop } = await setUpCrowd(scale, more)
  /** Every account carries something in each second that the edge speaks of. */
  const spoken = new Set<number>()
  const deaf = await hearRadar(hub.bus, heard => {
    const second = heard.read()?.second
    if (second) spoken.add(second)
  })
  try {
    await pause(2_000) // what the subscribing left behind
    hub.takeSigns()
    audience.begin()
    await pause(scale.seconds * 1_000)
    const latencies = audience.takeLatencies()
    const signs = hub.takeSigns()
    const { members, refusals } = audience
    const sum = (of: (m: (typeof members)[number]) => number) => members.reduce((all, m) => all + of(m), 0)
    const least = (of: (m: (typeof members)[number]) => number) =>
      members.reduce((low, m) => Math.min(low, of(m)), Infinity)
    const most = (of: (sign: (typeof signs)[number]) => number) => Math.max(0, ...signs.map(of))
    return {
      sockets: members.length,
      closed: members.filter(m => m.closed).length,
      refusals: refusals.length,
      deltas: sum(m => m.usage.deltas + m.nodes.deltas),
      leastUsageDeltas: least(m => m.usage.deltas),
      leastNodesDeltas: least(m => m.nodes.deltas),
      gaps: sum(m => m.usage.gaps + m.nodes.gaps),
      merged: sum(m => m.usage.merged + m.nodes.merged),
      resnapshots: sum(m => m.usage.snapshots + m.nodes.snapshots),
      leastSeconds: least(m => m.usage.told),
      missedSeconds: sum(m => m.usage.passed.filter(second => spoken.has(second)).length),
      p50Ms: latencies.at(0.5),
      p99Ms: latencies.at(0.99),
      secondsSpoken: spoken.size,
      signs: signs.length,
      lagP99Ms: signs.map(sign => sign.lagP99Ms).toSorted((a, b) => a - b),
      metricLagP99Ms: (await hub.metric('nodejs_eventloop_lag_p99_seconds')) * 1_000,
      rssMaxBytes: most(sign => sign.rssBytes),
      cpu: signs.reduce((all, sign) => all + sign.cpu, 0) / Math.max(1, signs.length),
    }
  } finally {
    deaf()
    await stop()
  }
}
