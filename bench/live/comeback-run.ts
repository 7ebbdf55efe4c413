import { setTimeout as pause } from 'node:timers/promises'
import { toldAfterMs, transactionsOf } from '#db/testing/commits.ts'
import { until } from './audience.ts'
import { startHubProcess } from './hub-process.ts'
import { createLatencies } from './latencies.ts'
import { makeLogins } from './logins.ts'
import { startPublisher } from './publisher.ts'
import { createReturner, type Returner } from './returner.ts'
import { hubTarget, usersFor } from './spread.ts'

export type Comeback = {
  how: 'SIGTERM' | 'SIGKILL'
  /** From the signal until the last one was current again. */
  allMs: number
  /** Of each, from when it lost the hub. */
  p50Ms: number
  p99Ms: number
  /** From the signal until the hub was ready again. */
  hubMs: number
  /** Until the last one was let in again. */
  openMs: number
  attempts: number
  /** How often it was refused, by the status. */
  refused: Record<number, number>
  /** Of the hub, in the seconds of all this. */
  lagMaxMs: number
  rssMaxBytes: number
  /** Of PostgreSQL, from before the signal until all were back; NaN when they were not to be counted. */
  transactions: number
}

/** A crowd whose hub goes, once in order and once as by a power cut, and is started again at once. */
export async function runComeback({
  sockets,
  nodes,
  count,
}: {
  sockets: number
  nodes: number
  /** Whether transactions are counted, which takes its time. */
  count: boolean
}): Promise<Comeback[]> {
  const hub = await startHubProcess()
  const stops: (() => unknown)[] = [() => hub.stop()]
  try {
    const logins = await makeLogins(hub.database, hub.secret, {
      users: usersFor(sockets),
      role: 'operator',
    })
    const publisher = await startPublisher({ redisUrl: hub.redis.url, accounts: sockets, nodes, seed: 1 })
    stops.push(() => publisher.stop())
    const tokens = logins.map(login => login.token)
    const target = hubTarget(() => hub.port, tokens)
    const crowd = publisher.accounts.map((account, n) => createReturner({ target: () => target(n), account }))
    stops.push(() => crowd.forEach(one => one.stop()))
    for (let n = 0; n < sockets; n += 200) {
      await Promise.all(crowd.slice(n, n + 200).map(one => one.connect()))
    }
    const done: Comeback[] = []
    for (const how of ['SIGTERM', 'SIGKILL'] as const) {
      await until('all are there', () => crowd.every(one => one.isCurrent(0)))
      done.push(
        await comeBack(hub, crowd, how, count ? () => countOf(hub.database.url) : async () => Number.NaN),
      )
    }
    return done
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

async function comeBack(
  hub: Awaited<ReturnType<typeof startHubProcess>>,
  crowd: readonly Returner[],
  how: Comeback['how'],
  transactions: () => Promise<number>,
): Promise<Comeback> {
  for (const { told } of crowd) Object.assign(told, { attempts: 0, refused: [], lostAt: 0 })
  const before = await transactions()
  const at = Date.now()
  hub.takeSigns()
  await hub.end(how)
  await hub.start()
  const hubMs = Date.now() - at
  await until('all are back', () => crowd.every(one => one.told.lostAt > 0 && one.isCurrent(at)))
  const away = createLatencies()
  for (const { told } of crowd) away.add(told.currentAt - told.lostAt)
  const allMs = Math.max(...crowd.map(one => one.told.currentAt)) - at
  const signs = hub.takeSigns()
  const refused: Record<number, number> = {}
  for (const status of crowd.flatMap(one => one.told.refused)) refused[status] = (refused[status] ?? 0) + 1
  const sum = (of: (one: Returner) => number) => crowd.reduce((all, one) => all + of(one), 0)
  return {
    how,
    allMs,
    p50Ms: away.at(0.5),
    p99Ms: away.at(0.99),
    hubMs,
    attempts: sum(one => one.told.attempts),
    openMs: Math.max(...crowd.map(one => one.told.openAt)) - at,
    refused,
    lagMaxMs: Math.max(0, ...signs.map(sign => sign.lagMaxMs)),
    rssMaxBytes: Math.max(0, ...signs.map(sign => sign.rssBytes)),
    transactions: (await transactions()) - before,
  }
}

async function countOf(url: string): Promise<number> {
  await pause(toldAfterMs)
  return await transactionsOf(url)
}
