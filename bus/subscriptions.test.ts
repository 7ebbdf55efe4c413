import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { z } from 'zod'
import { silentLog } from '#kit/log.ts'
import { connectBus } from './connect.ts'
import { becomes } from './testing/becomes.ts'
import { eventually } from './testing/eventually.ts'
import { startRedis } from './testing/redis.ts'

const redis = await startRedis()
const bus = await connectBus({ url: redis.url, log: silentLog(), name: 'test' })
after(() => bus.close().then(() => redis.stop()))
const Word = z.object({ word: z.string() })

const heardBy = (channel: string) => bus.run(async r => (await r.pubsub('NUMSUB', channel))[1])
/** How often Redis was told so since it started. */
async function commands(name: string): Promise<number> {
  const stats = await bus.run(r => r.info('commandstats'))
  return Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(stats)?.[1] ?? 0)
}

test('[BU14] thousands of channels are a few commands, live when told so, and again after a restart', async () => {
  const heard = new Set<string>()
  const names = Array.from({ length: 3_000 }, (_, n) => `many:${n}`)
  const before = await commands('subscribe')
  const offs = await Promise.all(names.map(name => bus.subscribe(name, Word, () => heard.add(name))))
  const took = (await commands('subscribe')) - before
  assert.ok(took <= 6, `${took} commands`)
  await Promise.all(names.map(name => bus.publish(name, { word: 'x' })))
  await eventually(async () => assert.equal(heard.size, names.length))

  await redis.kill()
  await becomes(bus, false)
  await redis.restart()
  await becomes(bus, true)
  heard.clear()
  await Promise.all(names.map(name => bus.publish(name, { word: 'x' })))
  await eventually(async () => assert.equal(heard.size, names.length))
  assert.ok((await commands('subscribe')) <= 6)

  for (const off of offs) off()
  await eventually(async () => assert.equal(await heardBy('many:0'), 0))
  assert.ok((await commands('unsubscribe')) <= 6)
})

test('[BU14] who leaves and comes back in one turn hears on, who only came and left is not told to Redis', async () => {
  const heard: string[] = []
  const off = await bus.subscribe('flap', Word, () => heard.push('first'))
  off()
  await bus.subscribe('flap', Word, () => heard.push('second'))
  const passing = bus.subscribe('passing', Word, () => {})
  const second = bus.subscribe('passing', Word, () => {})
  for (const leave of await Promise.all([passing, second])) leave()
  await bus.publish('flap', { word: 'x' })
  await eventually(async () => assert.deepEqual(heard, ['second']))
  await eventually(async () => assert.equal(await heardBy('passing'), 0))
})

test('[BU14] the second one to ask for a channel waits as the first', async () => {
  const turn = () => new Promise(go => setImmediate(go))
  let agreed = 0
  const ask = () => bus.subscribe('pair', Word, () => {}).then(() => agreed++)
  redis.freeze()
  const first = ask()
  await turn()
  const second = ask()
  for (let i = 0; i < 5; i++) await turn()
  assert.equal(agreed, 0)
  redis.thaw()
  await Promise.all([first, second])
})
