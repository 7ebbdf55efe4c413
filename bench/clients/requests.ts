import type { Socket } from 'node:net'
import { seededRandom } from '../live/edge.ts'
import { compare, type Compared, type Seen } from './counted.ts'
import { authority, type Place } from './door-client.ts'
import { runHttp } from './http-run.ts'
import { createWebTarget } from './http-target.ts'
import { type Conversation, makePlan } from './plan.ts'
import { runRaw } from './raw-run.ts'
import { loginOf, password, routingOf, type Scene, wentThere } from './scene.ts'
import type { Targets } from './targets.ts'

export type RequestsPlan = {
  requests: number
  seed: number
  /** Conversations at once. */
  together: number
  users: number
  say(text: string): void
}
export type RequestsResult = Compared & {
  requests: number
  conversations: number
  strangers: number
  seconds: number
}

const patienceMs = 6_000
const hosts = { name: 'four.clients.example', v4: '127.0.0.1', v6: '::1' }

// customers --requests--> doors --> real agents --> targets; both ends here count, and so does the edge
export async function runRequests(
  scene: Scene,
  targets: Targets,
  plan: RequestsPlan,
): Promise<RequestsResult> {
  const startedAt = performance.now()
  const all = makePlan(plan.requests, seededRandom(plan.seed))
  const web = createWebTarget()
  const seen: Seen[] = []
  const failed: string[] = []
  let slots = 0
  /** Login and target together are used once, so that a session's record is known by them. */
  function slot(to: Conversation['to']) {
    const n = slots++
    const port = targets.ports[n % targets.ports.length]!
    const user = Math.floor(n / targets.ports.length)
    if (user >= plan.users) throw new Error('more users or ports are needed')
    const accepts = (take: (socket: Socket) => void) => targets.expect(port, take)
    const host = to === 'name' && n % 2 === 1 ? 'six.clients.example' : hosts[to]
    const place: Place = { host, port }
    return { place, login: loginOf(user), accepts }
  }

  async function run(it: Conversation): Promise<void> {
    const random = seededRandom(plan.seed * 1_000 + it.n)
    const suffix = routingOf(it.routing, it.n)
    const note = (
      login: string,
      place: Place,
      what: string,
      ways: Pick<Seen, 'up' | 'down' | 'connections'>,
    ) =>
      seen.push({
        ...{ n: it.n, login, target: authority(place), routing: suffix, what, end: it.end, ...ways },
      })
    if (it.kind === 'raw') {
      const { place, login, accepts } = slot(it.to)
      const accepted = new Promise<Socket>(accepts)
      const through = {
        ...{ door: it.door, port: scene.port(it.door), username: login + suffix, password, to: place },
      }
      note(login, place, it.door, {
        ...(await runRaw({ it, random, through, accepted })),
        connections: 1,
      })
      return
    }
    // One login for a connection, so all its targets are of one row of slots.
    const held = it.stretches.map(() => slot(it.to))
    const login = held[0]!.login
    if (held.some(each => each.login !== login)) return run(it)
    const ways = await runHttp({
      ...{ it, random, port: scene.port('http'), username: login + suffix, password, web },
      stretches: held.map(each => ({ to: each.place, accepts: each.accepts })),
    })
    for (const [at, each] of held.entries()) note(login, each.place, `absolute ${it.cutIn}`, ways[at]!)
  }

  let next = 0
  async function worker(): Promise<void> {
    while (next < all.length) {
      const it = all[next++]!
      if (it.n > 0 && it.n % 1_000 === 0) plan.say(`${it.n} of ${all.length} conversations`)
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(() => late.reject(new Error('it does not end')), patienceMs)
      await Promise.race([run(it), late.promise])
        .catch((err: unknown) => {
          failed.push(`${JSON.stringify(it)}: ${err instanceof Error ? err.message : 'failed'}`)
        })
        .finally(() => clearTimeout(timer))
    }
  }
  await Promise.all(Array.from({ length: plan.together }, worker))
  const heardBefore = scene.records.length
  const records = await scene.hearEnded(heardBefore + seen.length, 10_000)
  const result = compare(seen, records, wentThere)
  return {
    ...result,
    faults: [...failed, ...result.faults],
    requests: plan.requests,
    conversations: all.length,
    strangers: targets.strangers,
    seconds: Math.round((performance.now() - startedAt) / 100) / 10,
  }
}
