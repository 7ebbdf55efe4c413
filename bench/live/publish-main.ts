import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { createClock } from '#bus/clock.ts'
import { connectBus } from '#bus/connect.ts'
import { createLog } from '#kit/log.ts'
import { createBenchEdge, randomId, seededRandom } from './edge.ts'

/*
 * Speaks on a bus as edges do, until it is told to stop:
 * node bench/live/publish-main.ts --redis redis://127.0.0.1:6379 --edges 2 --accounts 100 --nodes 50 --sessions 1
 * The ids of the accounts come from the seed, so whoever knows it knows them; each edge serves all of them.
 */
const { values } = parseArgs({
  options: {
    redis: { type: 'string', default: 'redis://127.0.0.1:6379' },
    edges: { type: 'string', default: '2' },
    accounts: { type: 'string', default: '100' },
    nodes: { type: 'string', default: '50' },
    sessions: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
  },
})
const log = createLog({ name: 'publisher', level: 'warn' })
const random = seededRandom(Number(values.seed))
const ids = (count: string) => Array.from({ length: Number(count) }, () => randomId(random))
const accounts = ids(values.accounts)
const bus = await connectBus({ url: values.redis, log, name: 'publisher' })
const clock = createClock(bus, log)
await clock.sync()

const stops = Array.from({ length: Number(values.edges) }, (_, i) =>
  createBenchEdge(bus, {
    edge: `bench-${i + 1}`,
    epoch: randomUUID(),
    clock,
    random,
    accounts,
    nodes: ids(values.nodes),
    sessionsPerAccount: Number(values.sessions),
  }).start(log),
)
process.send?.('speaking')

for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const)
  process.once(signal, async () => {
    await Promise.all(stops.map(stop => stop()))
    await clock.stop()
    await bus.close()
    process.exit(0)
  })
