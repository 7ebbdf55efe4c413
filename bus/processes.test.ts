import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Limits } from '#protocol/limits.ts'
import type { LiveFigures, ProcessSign } from '#protocol/process.ts'
import { silentLog } from '#kit/log.ts'
import { version } from '#kit/version.ts'
import { watchVitals } from '#kit/vitals.ts'
import { connectBus } from './connect.ts'
import { channels, keys } from './names.ts'
import { onProcess, processId, readProcesses, startHeartbeat } from './processes.ts'
import { becomes } from './testing/becomes.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log, name: 'test' })
const vitals = watchVitals()
after(async () => {
  vitals.stop()
  await bus.close()
  await redis.stop()
})
const begin = (id: string) =>
  startHeartbeat(bus, { kind: 'proxy-edge', id, region: 'eu', needs: () => ({ redis: bus.up }), vitals, log })

/** Resolves with the first sign that fits. */
async function sign(fits: (sign: ProcessSign) => boolean): Promise<ProcessSign> {
  const { promise, resolve } = Promise.withResolvers<ProcessSign>()
  const off = await onProcess(bus, one => fits(one) && resolve(one))
  return promise.finally(off)
}

test('[BU8] a process gives signs of life, and whoever comes late finds it on the list', async () => {
  const first = sign(one => one.id === 'edge-a')
  const heartbeat = begin('edge-a')
  const heard = await first
  assert.equal(heard.kind, 'proxy-edge')
  assert.equal(heard.region, 'eu')
  assert.equal(heard.version, version)
  assert.equal(heard.stopping, false)
  assert.deepEqual(heard.needs, { redis: true })
  assert.ok((await sign(one => one.id === 'edge-a' && one.at > heard.at)).at > heard.at)
  assert.deepEqual(
    (await readProcesses(bus)).map(one => one.id),
    ['edge-a'],
  )
  await heartbeat.stop()
})

test('[BU8] an orderly stop is said at once and takes the process off the list', async () => {
  const heartbeat = begin('edge-b')
  await sign(one => one.id === 'edge-b')
  const last = sign(one => one.id === 'edge-b' && one.stopping)
  await heartbeat.setStopping()
  await last
  assert.deepEqual(
    (await readProcesses(bus)).map(one => one.stopping),
    [true],
  )
  await heartbeat.stop()
  assert.deepEqual(await readProcesses(bus), [])
})

/** On the list as if Redis had got it `ageMs` ago. */
async function enter(sign: ProcessSign, ageMs: number): Promise<void> {
  const [seconds] = await bus.run(r => r.time())
  await bus.run(r =>
    r.hset(keys.processes, sign.id, `${Number(seconds) * 1000 - ageMs} ${JSON.stringify(sign)}`),
  )
}

test('[BU8] a process that was not heard for long is forgotten, and so is what cannot be read', async () => {
  const heartbeat = begin('edge-c')
  const heard = await sign(one => one.id === 'edge-c')
  await enter({ ...heard, id: 'edge-old' }, Limits.heartbeatKeepMs + 5_000)
  await bus.run(r => r.hset(keys.processes, 'edge-odd', '{'))
  assert.deepEqual(
    (await readProcesses(bus)).map(one => one.id),
    ['edge-c'],
  )
  assert.deepEqual(await bus.run(r => r.hkeys(keys.processes)), ['edge-c'])
  await heartbeat.stop()
})

test('[BU13] how long ago a process was heard is told by Redis, whatever its own clock says', async () => {
  const heartbeat = begin('edge-c')
  const { at, ...heard } = await sign(one => one.id === 'edge-c')
  await heartbeat.stop()
  const hours = 3_600_000
  await enter({ ...heard, id: 'ahead-and-dead', at: at + hours }, 60_000)
  await enter({ ...heard, id: 'behind-and-well', at: at - hours }, 0)
  const ages = Object.fromEntries((await readProcesses(bus)).map(one => [one.id, one.ageMs]))
  assert.ok(ages['ahead-and-dead']! >= 60_000)
  assert.ok(ages['behind-and-well']! < 60_000)
  await bus.run(r => r.del(keys.processes))
})

test('[BU8] after Redis came back empty the process is on the list again', async () => {
  const heartbeat = begin('edge-d')
  await sign(one => one.id === 'edge-d')
  await redis.restart()
  await becomes(bus, true)
  const { at } = await sign(one => one.id === 'edge-d')
  assert.deepEqual(
    (await readProcesses(bus)).map(one => one.id),
    ['edge-d'],
  )
  assert.ok(at > 0)
  await heartbeat.stop()
})

test('[BU8] an id says what runs where, and is this process’s own', () => {
  assert.match(processId('hub'), new RegExp(`^hub@.+:${process.pid}$`))
})

test('[BU8] a hub tells of its sockets with each sign; one that tells nothing of them is read all the same', async () => {
  const live: LiveFigures = {
    connections: 3,
    topics: 2,
    messagesOut: 10.5,
    bytesOut: 2_048,
    skipped: 1,
    behind: 0,
    resumed: 4,
    reset: 0,
    lagP50Ms: 0.4,
    lagP99Ms: 3.25,
  }
  const heartbeat = startHeartbeat(bus, {
    kind: 'hub',
    id: 'hub-live',
    needs: () => ({}),
    vitals,
    live: () => live,
    log,
  })
  const said = await sign(one => one.id === 'hub-live')
  assert.deepEqual(said.live, live)
  await heartbeat.stop()

  const { live: _, ...older } = { ...said, id: 'hub-older' }
  const { promise: heard, resolve } = Promise.withResolvers<ProcessSign>()
  const off = await onProcess(bus, one => one.id === 'hub-older' && resolve(one))
  await bus.publish(channels.processes, older)
  assert.equal((await heard).live, null)
  off()
})
