import { setTimeout as sleep } from 'node:timers/promises'
import { connectBus } from '#bus/connect.ts'
import { until } from '#db/testing/until.ts'
import { createPoster } from '#hub/live/post.ts'
import { silentLog } from '#kit/log.ts'
import { hubProcesses, startHubs } from './hubs.ts'
import { makeLogins } from './logins.ts'
import { seededRandom } from './edge.ts'
import { createSubscriber, type Said } from './subscriber.ts'

export type SoakPlan = {
  subscribers: number
  /** Each user is a topic. A socket of a killed hub counts against its user until it expires. */
  socketsAUser: number
  seconds: number
  /** Over all topics, in turn. */
  eventsASecond: number
  processes: number
  /** A hub process is killed so often. */
  killEveryMs: number
  seed: number
  say(text: string): void
}
export type SoakResult = {
  topics: number
  events: number
  delivered: number
  due: number
  missing: number
  twice: number
  resets: number
  /** States told beyond the first of each subscriber. */
  statesAgain: number
  faults: number
  hubsKilled: number
  redisRestarts: number
  reconnects: number
  p50Ms: number
  p99Ms: number
  /** From the last event until every subscriber had all of them. */
  wholeAfterMs: number
  ok: boolean
}

/** What was answered is on disk: Redis is killed here, and what it may lose otherwise is another test's matter. */
const redisArgs = ['--appendonly', 'yes', '--appendfsync', 'always']
const redisAwayMs = 1_000
/** Longer than a place of a killed hub counts against its user. */
const patienceMs = 90_000

/*
 * poster --by key--> Redis (killed once) --> hubs (one is killed every few seconds) --> subscribers
 */
export async function soakReliable(plan: SoakPlan): Promise<SoakResult> {
  const { say } = plan
  const random = seededRandom(plan.seed)
  const hubs = await startHubs({ processes: plan.processes, redisArgs })
  const stops: (() => unknown)[] = [hubs.stop]
  try {
    const bus = await connectBus({ url: hubs.redis.url, log: silentLog(), name: 'soak' })
    stops.push(() => bus.close())
    const poster = createPoster({ bus, log: silentLog() })
    stops.push(() => poster.stop())
    const users = Math.ceil(plan.subscribers / plan.socketsAUser)
    const logins = await makeLogins(hubs.database, hubs.secret, { users, role: 'client' })
    const lags: number[] = []
    const all = Array.from({ length: plan.subscribers }, (_, i) =>
      createSubscriber({
        url: hubs.url,
        login: logins[i % users]!,
        address: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
        random: seededRandom(plan.seed + 1 + i),
        onEvent: lagMs => lags.push(lagMs),
      }),
    )
    stops.push(() => all.forEach(one => one.stop()))
    await until('every subscriber is there', () => all.every(one => one.current), patienceMs)
    const connectsBefore = all.reduce((sum, one) => sum + one.seen.connects, 0)
    say(`${all.length} subscribers on ${users} topics are there`)

    const topics = [...new Set(all.map(one => one.topic))]
    const saidOn = new Map(topics.map(topic => [topic, 0]))
    let events = 0
    const sayNext = () => {
      const topic = topics[events++ % topics.length]!
      const n = saidOn.get(topic)! + 1
      saidOn.set(topic, n)
      poster.post(topic, { kind: 'changed', n, at: Date.now() } satisfies Said, `${plan.seed}:${n}`)
    }

    const startedAt = performance.now()
    const endsAt = startedAt + plan.seconds * 1_000
    const counts = { hubsKilled: 0, redisRestarts: 0 }
    async function killHubs() {
      for (;;) {
        await sleep(plan.killEveryMs)
        if (performance.now() >= endsAt) return
        const workers = await hubProcesses(bus)
        const victim = workers[Math.floor(random() * workers.length)]
        if (victim === undefined || !killNow(victim)) continue
        counts.hubsKilled++
        say(`${seconds(startedAt)} s: hub process ${victim} killed`)
      }
    }
    async function restartRedis() {
      await sleep(plan.seconds * 1_000 * (0.4 + 0.2 * random()))
      say(`${seconds(startedAt)} s: Redis killed`)
      await hubs.redis.kill()
      await sleep(redisAwayMs)
      await hubs.redis.restart()
      counts.redisRestarts++
    }
    async function sayAll() {
      while (performance.now() < endsAt) {
        const due = Math.floor(((performance.now() - startedAt) / 1_000) * plan.eventsASecond)
        for (let late = due - events; late > 0; late--) sayNext()
        await sleep(5)
      }
    }
    const whole = () => all.every(one => one.seen.last >= saidOn.get(one.topic)!)
    async function becomesWhole() {
      const lastAt = performance.now()
      await until('every subscriber has every event', whole, patienceMs).catch(error => {
        const behind = all.filter(one => one.seen.last < saidOn.get(one.topic)!)
        say(
          `${String(error)}: ${behind.length} are behind; one of them: ${JSON.stringify(behind[0]?.state())}`,
        )
      })
      return performance.now() - lastAt
    }
    const [wholeAfterMs] = await Promise.all([sayAll().then(becomesWhole), killHubs(), restartRedis()])
    // Whatever came twice would come before this.
    for (const _ of topics) sayNext()
    await until('the last event is there', whole, patienceMs).catch(() => {})

    const sum = (of: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + of(one), 0)
    lags.sort((a, b) => a - b)
    const at = (share: number) => lags[Math.floor(lags.length * share)] ?? 0
    const result = {
      topics: topics.length,
      events,
      delivered: sum(one => one.seen.events),
      due: sum(one => saidOn.get(one.topic)!),
      missing: sum(one => one.seen.missing + saidOn.get(one.topic)! - one.seen.last),
      twice: sum(one => one.seen.twice),
      resets: sum(one => one.seen.resets),
      statesAgain: sum(one => one.seen.states - 1),
      faults: sum(one => one.faults.length),
      ...counts,
      reconnects: sum(one => one.seen.connects) - connectsBefore,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      wholeAfterMs: Math.round(wholeAfterMs),
    }
    const { missing, twice, resets, statesAgain, faults, delivered, due } = result
    const ok = [missing, twice, resets, statesAgain, faults, delivered - due].every(n => n === 0)
    // A soak in which nobody was cut off has shown nothing.
    return { ...result, ok: ok && result.reconnects > 0 }
  } finally {
    for (const stop of stops.reverse()) await stop()
  }
}

const seconds = (since: number) => ((performance.now() - since) / 1_000).toFixed(1)

/** False when it has ended by itself in the meantime. */
function killNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}
