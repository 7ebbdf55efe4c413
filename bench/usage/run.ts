import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { codeHash } from '#bus/enrolling.ts'
import type { Db } from '#db/connect.ts'
import type { Cube, UsageQuestion } from '#db/repositories/usage.ts'
import { until } from '#db/testing/until.ts'
import { type Agent, createAgent } from '#node-agent/agent.ts'
import { createDial } from '#node-agent/dial/dial.ts'
import { createJudge } from '#node-agent/dial/judge.ts'
import { memoryStore, noRules } from '#node-agent/testing/agent.ts'
import { handDevice } from '#node-agent/testing/device.ts'
import type { UsageDimension } from '#protocol/rest/usage.ts'
import { createRandom } from '#wire/fuzz/random.ts'
import { parseAllowList } from '#wire/addresses/lists.ts'
import { type Customer, notWhole, password, startCustomers } from './customers.ts'
import { type Flow, markKilled, startTarget, truthBy } from './flows.ts'
import { type EdgePart, startParts } from './parts.ts'

const countries = 'us de uz kz gb fr tr br in jp id pl es it nl se no fi cz ro'.split(' ')

export type UsagePlan = {
  seed: number
  sessions: number
  accounts: number
  /** Kill -9 of one part after the other at random moments of so many ms. */
  chaosMs: number
  pauseMs: number
  /** Redis is away for so long, under load, and then back and empty. */
  redisAwayMs: number
}
export type Fault = {
  by: string
  key: string
  direction: 'up' | 'down'
  said: number
  least: number
  most: number
}
export type UsageRun = {
  kills: Record<string, number>
  opened: number
  refused: number
  broken: number
  /** Sessions that were broken off although nobody killed their edge. */
  torn: number
  bytes: number
  /** How much less the tables have than the target, and how much less they may have. */
  short: number
  mayMiss: number
  faults: Fault[]
  compared: number
  /** What the processes logged as errors that are none of a part that is away. */
  logged: string[]
}

/** Real sessions over real edges while parts are killed; then the tables are held against what the target has counted. */
export async function runUsage(plan: UsagePlan): Promise<UsageRun> {
  const random = createRandom(plan.seed)
  const target = await startTarget()
  const world = await startParts({ edges: 2, ledgers: 2, target: target.port, random })
  const { db, edges } = world
  const half = countries.length / 2
  const places = countries.map((country, i) => ({ country, edge: edges[i < half ? 0 : 1]! as EdgePart }))
  const agents: Agent[] = []
  try {
    const customers = await makeCustomers(db, plan.accounts)
    await connectAgents(db, places, target.port, agents)
    const running = startCustomers({ sessions: plan.sessions, customers, places, target, random })
    await until('most sessions are open', () => Promise.resolve(target.open > plan.sessions * 0.8), 60_000)

    const kills: Record<string, number> = {}
    const chaosUntil = performance.now() + plan.chaosMs
    const comings = new Map<string, Promise<void>>()
    while (performance.now() < chaosUntil) {
      await pause(random.int(plan.pauseMs))
      const part = random.pick(world.parts)
      if (comings.has(part.name)) continue
      kills[part.name] = (kills[part.name] ?? 0) + 1
      for (const flow of target.flows) if (flow.edge === part.name && flow.open) markKilled(flow, 1_000)
      const back = part.kill().finally(() => comings.delete(part.name))
      comings.set(part.name, back)
    }
    await Promise.all(comings.values())
    await world.settled()
    if (plan.redisAwayMs > 0) {
      await world.redis.kill()
      await pause(plan.redisAwayMs)
      await world.redis.restart()
      kills['redis'] = (kills['redis'] ?? 0) + 1
    }
    await pause(3_000)
    await running.stop()
    await until('all is posted', async () => (await world.spooled()) === 0, 60_000)

    const faults: Fault[] = []
    let compared = 0
    for (const folded of [false, true]) {
      if (folded)
        while (((await db.tx(it => it.usage.fold({ rows: 4_000, cells: 100_000 })))?.rows ?? 1) > 0);
      for (const [by, cube, key] of comparisons) {
        const truth = truthBy(target.flows, key)
        const said = await saidBy(db, cube, by)
        compared += truth.size
        for (const name of new Set([...truth.keys(), ...said.keys()])) {
          const of = truth.get(name) ?? { up: 0, down: 0, miss: { up: 0, down: 0 } }
          const is = said.get(name) ?? { up: 0, down: 0 }
          for (const direction of ['up', 'down'] as const) {
            const [said, most, least] = [is[direction], of[direction], of[direction] - of.miss[direction]]
            if (said < least || said > most) faults.push({ by, key: name, direction, said, least, most })
          }
        }
      }
    }
    const [all] = truthBy(target.flows, () => 'all').values()
    const posted = await saidBy(db, 'network', null)
    const sum = posted.get('') ?? { up: 0, down: 0 }
    return {
      kills,
      ...running.count,
      torn: notWhole(target.flows).filter(it => it.up + it.down > 0).length,
      bytes: all!.up + all!.down,
      short: all!.up + all!.down - sum.up - sum.down,
      mayMiss: all!.miss.up + all!.miss.down,
      faults,
      compared,
      logged: world.faults,
    }
  } finally {
    await Promise.all(agents.map(it => it.stop()))
    await world.stop()
    await target.stop()
  }
}

/** The node of a country is one of those that are of it: what is right by node is seen by country. */
const comparisons: [UsageDimension, Cube, (flow: Flow) => string][] = [
  ['account', 'user', it => it.account],
  ['account', 'node', it => it.account],
  ['proxyUser', 'user', it => it.proxyUser],
  ['country', 'user', it => it.country],
  ['country', 'node', it => it.country],
  ['country', 'network', it => it.country],
  ['edge', 'network', it => it.edge],
]

async function saidBy(db: Db, cube: Cube, by: UsageDimension | null) {
  const now = Date.now()
  const question: UsageQuestion = {
    ...{ from: new Date(now - 86_400_000), to: new Date(now + 86_400_000), step: 'hour', zone: 'UTC', by },
    ...{ account: null, proxyUser: null, node: null, provider: null, country: null, edge: null },
  }
  const said = new Map<string, { up: number; down: number }>()
  for (const { key, up, down } of await db.usage.rows(cube, question)) {
    const sum = said.get(key) ?? { up: 0, down: 0 }
    said.set(key, { up: sum.up + up, down: sum.down + down })
  }
  return said
}

async function makeCustomers(db: Db, accounts: number): Promise<Customer[]> {
  const secret = createHash('sha256').update(password).digest('base64url')
  const none = { maxConnections: null, dayBytes: null, monthBytes: null, bytesPerSecond: null }
  const customers: Customer[] = []
  for (let i = 0; i < accounts; i++) {
    const { id: account } = await db.accounts.create({
      name: `Customer ${i}`,
      timeZone: ['UTC', 'Asia/Tashkent', 'America/New_York', 'Asia/Kolkata'][i % 4]!,
    })
    for (const name of ['a', 'b']) {
      const login = `c${i}.${name}`
      const fresh = { account, login, note: '', allowIps: [], limits: none, secret, most: 10 }
      const made = await db.proxyUsers.create(fresh)
      customers.push({ account, proxyUser: made!.id, login })
    }
  }
  return customers
}

/** A real agent for each country, at the edge over which that country is asked for. */
async function connectAgents(
  db: Db,
  places: readonly { country: string; edge: EdgePart }[],
  port: number,
  agents: Agent[],
): Promise<void> {
  const provider = await db.providers.create({ name: 'Provider' })
  const judge = createJudge(parseAllowList(`127.0.0.1/32:${port}`))
  const resolve = () => ({ v4: Promise.resolve([]), v6: Promise.resolve([]) })
  await Promise.all(
    places.map(async ({ country, edge }) => {
      const code = `SOAK-${country.toUpperCase()}00-0000-0000`
      await db.enrollments.renew({
        ...{ provider: provider.id, code: codeHash(code), hint: 'SOAK', note: country, maxUses: 9, days: 1 },
        ...{ approves: true, place: { country, city: null, lat: null, lon: null, asn: null } },
      })
      const { promise, resolve: ready } = Promise.withResolvers<void>()
      const agent = createAgent({
        ...{ edge: { host: '127.0.0.1', port: edge.tunnelPort }, pin: null, enrollment: code, own: noRules },
        ...{ store: memoryStore(), device: handDevice(), dial: createDial({ judge, resolve }), tell() {} },
        onChange: () => agent.view().status === 'approved' && ready(),
      })
      agents.push(agent)
      await promise
    }),
  )
}
