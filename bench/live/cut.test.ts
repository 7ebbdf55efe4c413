import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { keys } from '#bus/names.ts'
import { age } from '#bus/testing/age.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { startTestHub, type TestHub } from '#hub/testing/hub.ts'
import { sampleSign } from '#hub/testing/sign.ts'
import { applyNode, type NodeDelta, type NodeSnapshot } from '#protocol/live/node.ts'
import { applyNodes, type NodesDelta, type NodesSnapshot, readNodes } from '#protocol/live/nodes.ts'
import { applySessions, type SessionsDelta, type SessionsSnapshot } from '#protocol/live/sessions.ts'
import type { Told } from '#protocol/live/telemetry.ts'
import { applyUsage, type UsageDelta, type UsageSnapshot } from '#protocol/live/usage.ts'
import type { UserSnapshot } from '#protocol/live/user.ts'
import { applySystem, type SystemDelta, type SystemSnapshot } from '#protocol/system.ts'
import { createLive } from '#web/live/live.ts'
import { createBenchEdge, randomId, seededRandom } from './edge.ts'

type Visitor = Awaited<ReturnType<TestHub['signedIn']>>
type Subjects = { account: string; node: string }

/** A page on every topic, which holds what it was told as the panels do; its line can be cut. */
function openPage(t: TestContext, hub: TestHub, visitor: Visitor, { account, node }: Subjects) {
  const views: Record<string, unknown> = {}
  let cut = false
  let socket: WebSocket | null = null
  const live = createLive({
    url: '',
    open(_, protocols) {
      const url = cut ? 'ws://127.0.0.1:1' : hub.url.replace('http', 'ws')
      return (socket = new WebSocket(`${url}/ws`, protocols, { headers: { cookie: visitor.cookie } }))
    },
    auth: { ready: async () => true, remainingMs: () => 900_000, renew: async () => true },
    timing: { baseMs: 5, maxMs: 20 },
    onFault: error => assert.fail(error as Error),
  })
  function watch<S, D, V = S>(topic: string, read: (s: S) => V, apply: (view: V, delta: D) => V) {
    live.subscribe(topic, {
      snapshot: value => void (views[topic] = read(value as S)),
      delta: value => void (views[topic] = apply(views[topic] as V, value as D)),
    })
  }
  const whole = <T>(it: T) => it
  watch<UsageSnapshot, UsageDelta>(`usage:${account}`, whole, applyUsage)
  watch<NodeSnapshot, NodeDelta>(`node:${node}`, whole, applyNode)
  watch<SessionsSnapshot, SessionsDelta>('sessions', whole, applySessions)
  watch<SystemSnapshot, SystemDelta>('system', whole, applySystem)
  watch<NodesSnapshot, NodesDelta, ReturnType<typeof readNodes>>('nodes', readNodes, applyNodes)
  const user = `user:${visitor.user.id}`
  live.subscribe(user, {
    snapshot: value => void (views[user] = (value as UserSnapshot).me.name),
    event: () => void visitor.get('/api/auth/me').then(({ body }) => (views[user] = body.user.name)),
  })
  live.start()
  t.after(() => live.stop())
  const topics = [`usage:${account}`, `node:${node}`, 'sessions', 'system', 'nodes', user]

  return {
    topics,
    userState: () => live.topicState(user)!,
    cut() {
      cut = true
      socket?.terminate()
    },
    mend: () => void (cut = false),
    /** All that is on the page, without what tells when it was told. */
    shown() {
      for (const topic of topics) assert.equal(live.topicState(topic)?.phase, 'current', topic)
      return topics.map(topic => [topic, comparable(views[topic])])
    },
  }
}

const byId = (rows: { id: string }[]) => rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))

function comparable(view: unknown): unknown {
  if (typeof view !== 'object' || view === null) return view
  const { at: _, wholeSince: __, ...rest } = view as Told & Record<string, any>
  if (rest['sessions']) rest['sessions'] = byId(rest['sessions'])
  if (rest['nodes'] instanceof Map) rest['nodes'] = byId([...rest['nodes'].values()])
  if (rest['processes']) rest['processes'] = rest['processes'].map((p: { id: string }) => p.id)
  return rest
}

/** A hub with a network that lives by a clock which is moved by hand. */
async function scene(t: TestContext) {
  const clock = { ms: Math.floor(Date.now() / 1_000) * 1_000 + 500, now: () => clock.ms }
  const hub = await startTestHub({ now: clock.now, tickMs: 25 })
  t.after(() => hub.stop())
  const random = seededRandom(7)
  const accounts = Array.from({ length: 5 }, () => randomId(random))
  const nodes = Array.from({ length: 8 }, () => randomId(random))
  const who = { edge: 'edge-1', epoch: randomId(random), clock, random, accounts, nodes }
  const edge = createBenchEdge(hub.bus, {
    ...who,
    sessionsPerAccount: 2,
    churn: 0.1,
    busy: 0.6,
    nodeChange: 0.3,
  })
  const staff = await hub.signedIn('operator')
  let names = 0

  return {
    hub,
    staff,
    page: () => openPage(t, hub, staff, { account: accounts[0]!, node: nodes[0]! }),
    async seconds(count: number) {
      for (let i = 0; i < count; i++) {
        clock.ms += 1_000
        await edge.second()
        if (i % 10 === 0) await sleep(0)
      }
    },
    pass: (ms: number) => void (clock.ms += ms),
    /** Something happens to the user, and to the processes. */
    async change() {
      await staff.patch('/api/auth/me', { name: `Name ${++names}` })
      await hub.bus.publish('processes', { ...sampleSign, id: `ledger@${names}`, at: Date.now() })
    },
  }
}

const day = 24 * 3_600_000

for (const [cut, live] of [
  ['a second', ({ seconds }) => seconds(1)],
  ['five minutes', ({ seconds }) => seconds(300)],
  [
    'a day',
    async ({ pass, seconds, hub, staff }) => {
      pass(day)
      await seconds(3)
      // Redis's own clock cannot be moved: what it keeps is made older instead.
      for (const key of [keys.log(`user:${staff.user.id}`), keys.logKeys(`user:${staff.user.id}`)])
        await age(hub.bus, key, day)
    },
  ],
] as [string, (s: Awaited<ReturnType<typeof scene>>) => Promise<void>][])
  test(`[LIVE10] after a cut of ${cut} every topic shows what a fresh load shows`, async t => {
    const here = await scene(t)
    const page = here.page()
    await here.change()
    await here.seconds(30)
    await eventually(async () => void page.shown())

    page.cut()
    await here.change()
    await live(here)
    await here.change()
    page.mend()

    const fresh = here.page()
    await eventually(async () => assert.deepEqual(page.shown(), fresh.shown()))
    // And both go on alike.
    await here.seconds(2)
    await here.change()
    await eventually(async () => {
      const shown = page.shown()
      assert.deepEqual(shown, fresh.shown())
      assert.ok(JSON.stringify(shown).includes('Name 4'))
    })
    assert.equal(page.userState().resets, cut === 'a day' ? 1 : 0)
  })
