import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectBus } from '#bus/connect.ts'
import { startRedis } from '#bus/testing/redis.ts'
import { createNetwork } from '#hub/network/network.ts'
import { silentLog } from '#kit/log.ts'
import { watchVitals } from '#kit/vitals.ts'
import { randomId, seededRandom } from './live/edge.ts'
import { machineLine, median, printTable, writeJson } from './report.ts'

/*
 * npm run bench -- network [accounts] [seconds]
 * What it costs a hub to know the network: two edges, each with a session of every account that carries something
 * each second, told to a hub that has readers of nothing, and then of everything.
 */
const count = Number(process.argv[2] ?? 5_000)
const seconds = Number(process.argv[3] ?? 10)
const log = silentLog()
const redis = await startRedis()
const args = ['--redis', redis.url, '--accounts', String(count), '--nodes', '100', '--edges', '2']
const publisher = fork(join(import.meta.dirname, 'live/publish-main.ts'), args)
await once(publisher, 'message')

const bus = await connectBus({ url: redis.url, log, name: 'bench' })
const ticks = { next: 1 }
const network = createNetwork({ bus, log, ticks })
await network.ready
const random = seededRandom(1)
const accounts = Array.from({ length: count }, () => randomId(random))

async function measure(name: string, publish: (tick: number) => void) {
  const vitals = watchVitals()
  const [cpu, ms, publishMs]: [number[], number[], number[]] = [[], [], []]
  await sleep(2_000)
  vitals.read()
  for (let i = 0; i < seconds; i++) {
    const before = process.cpuUsage()
    const at = performance.now()
    network.tick()
    const tick = ticks.next++
    const ticked = performance.now()
    publish(tick - 1)
    publishMs.push(performance.now() - ticked)
    await sleep(1_000 - (performance.now() - at))
    const used = process.cpuUsage(before)
    cpu.push((used.user + used.system) / 1_000)
    ms.push(performance.now() - at)
  }
  const { lagP99Ms, lagMaxMs, rssBytes } = vitals.read()
  vitals.stop()
  return {
    name,
    cpuMs: median(cpu),
    publishMs: median(publishMs),
    lagP99Ms,
    lagMaxMs,
    rssMb: rssBytes / 2 ** 20,
  }
}

try {
  const quiet = await measure('nobody reads', () => {})
  const sources = accounts.map(id => network.account(id))
  const read = await measure('everybody reads', tick => {
    for (const source of sources) if (source.changedAt > tick) source.changesSince(tick)
    network.nodes.changesSince(tick)
    network.sessions.changesSince(tick)
  })
  const open = network.sessions.snapshot().open
  const results = [quiet, read]
  printTable(
    ['10,000 rows a second', 'CPU ms/s', 'of it deltas ms', 'lag p99 ms', 'lag max ms', 'memory MB'],
    results.map(r => [
      r.name,
      r.cpuMs.toFixed(1),
      r.publishMs.toFixed(1),
      r.lagP99Ms.toFixed(1),
      r.lagMaxMs.toFixed(1),
      Math.round(r.rssMb),
    ]),
  )
  console.log(`${open} sessions open; ${machineLine()}`)
  writeJson('network', { seconds, accounts: count, machine: machineLine(), results })
} finally {
  await network.stop()
  await bus.close()
  publisher.disconnect()
  await once(publisher, 'exit')
  await redis.stop()
}
