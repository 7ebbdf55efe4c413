import { type TestContext } from 'node:test'
import { type Bus, connectBus } from '#bus/connect.ts'
import { createBenchEdge } from '#bus/testing/edge/bench-edge.ts'
import { randomId, seededRandom } from '#bus/testing/edge/random.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { silentLog } from '#kit/log.ts'
import { createNetwork, type Network } from '../network.ts'

const log = silentLog()

/** A Redis of its own, a time that is moved by hand, publishers, and hubs that listen. */
export async function scene(t: TestContext, o: { seed?: number; accounts?: number } = {}) {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const seed = o.seed ?? 1
  const random = seededRandom(seed)
  const accounts = Array.from({ length: o.accounts ?? 4 }, () => randomId(random))
  // In the middle of a second: what is told of is the one before.
  const clock = { ms: Math.floor(Date.now() / 1_000) * 1_000 + 500, now: () => clock.ms }
  let names = 0

  async function bus(): Promise<Bus> {
    const it = await connectBus({ url: redis.url, log, name: `test-${++names}` })
    t.after(() => it.close())
    return it
  }
  const speaker = await bus()

  async function edge(name: string, more: Partial<Parameters<typeof createBenchEdge>[1]> = {}) {
    const nodes = Array.from({ length: 3 }, () => randomId(random))
    return Object.assign(
      createBenchEdge(speaker, {
        ...{ edge: name, epoch: randomId(random), clock, random, accounts, nodes },
        ...{ sessionsPerAccount: 2, churn: 0.1, busy: 0.7, nodeChange: 0.3 },
        ...more,
      }),
      { nodes },
    )
  }

  /** `deaf`: what is said on a channel is lost on its way to this hub while it is true. */
  async function hub(o: { deaf?: (channel: string) => boolean } = {}) {
    const ticks = { next: 1 }
    const real = await bus()
    const subscribe: Bus['subscribe'] = (channel, schema, fn) =>
      real.subscribe(channel, schema, message => o.deaf?.(channel) || fn(message))
    const own = Object.assign(Object.create(real) as Bus, { subscribe })
    const network = createNetwork({ bus: own, log, ticks, now: clock.now })
    t.after(() => network.stop())
    await network.ready
    return {
      network,
      bus: real,
      ticks,
      /** As the hub does each second: returns the number of the publication. */
      tick(): number {
        network.tick()
        return ticks.next++
      },
    }
  }

  return {
    redis,
    bus,
    speaker,
    clock,
    random,
    accounts,
    edge,
    hub,
    /** Time goes on to the same place in a later second. */
    pass: (seconds = 1) => void (clock.ms += seconds * 1_000),
  }
}
export type Scene = Awaited<ReturnType<typeof scene>>
export type SceneHub = Awaited<ReturnType<Scene['hub']>>

/** Until the hub has heard it: what was said is on its way. */
export const shows = (network: Network, check: () => void) =>
  eventually(async () => {
    network.tick()
    check()
  })
