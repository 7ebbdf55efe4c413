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
  /** Ports of which no conversation makes use now, each with the user who is its next customer. */
  const free = targets.ports.map(port => ({ port, user: 0 }))
  type Slot = (typeof free)[number]
  let taken = 0
  /** A login and a target meet once, so that a session's record is known by them. */
  function take(slot: Slot, to: Conversation['to']) {
    const { port } = slot
    const accepts = (each: (socket: Socket) => void) => targets.expect(port, each)
    const host = to === 'name' && taken++ % 2 === 1 ? 'six.clients.example' : hosts[to]
    const place: Place = { host, port }
    return { place, accepts }
  }
  /** So many, for customers of one login. */
  async function withSlots(
    count: number,
    work: (slots: Slot[], login: string) => Promise<void>,
  ): Promise<void> {
    const slots = free.splice(0, count)
    const user = Math.max(...slots.map(it => it.user))
    if (slots.length < count || user >= plan.users) throw new Error('more users or ports are needed')
    await work(slots, loginOf(user))
    for (const slot of slots) {
      targets.forget(slot.port)
      slot.user = user + 1
      free.push(slot)
    }
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
    if (it.kind === 'raw')
      return withSlots(1, async ([slot], login) => {
        const { place, accepts } = take(slot!, it.to)
        const accepted = new Promise<Socket>(accepts)
        const through = {
          ...{ door: it.door, port: scene.port(it.door), username: login + suffix, password, to: place },
        }
        const ways = await runRaw({ it, random, through, accepted })
        note(login, place, it.door, { ...ways, connections: 1 })
      })
    return withSlots(it.stretches.length, async (slots, login) => {
      const held = slots.map(slot => take(slot, it.to))
      const ways = await runHttp({
        ...{ it, random, port: scene.port('http'), username: login + suffix, password, web },
        stretches: held.map(each => ({ to: each.place, accepts: each.accepts })),
      })
      for (const [at, each] of held.entries()) note(login, each.place, `absolute ${it.cutIn}`, ways[at]!)
    })
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
  const records = (await scene.hearEnded(heardBefore + seen.length, 10_000)).slice(heardBefore)
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
