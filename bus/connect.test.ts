import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { z } from 'zod'
import { silentLog } from '#kit/log.ts'
import { type Bus, BusDown, connectBus } from './connect.ts'
import { becomes } from './testing/becomes.ts'
import { freePort, startRedis } from './testing/redis.ts'

const log = silentLog()
const redis = await startRedis()
after(() => redis.stop())
const Word = z.object({ word: z.string() })

async function open(t: { after(fn: () => Promise<void>): void }, url = redis.url): Promise<Bus> {
  const bus = await connectBus({ url, log, name: 'test' })
  t.after(() => bus.close())
  return bus
}

/** Keeps what was heard; `next()` resolves with the following message. */
function ear() {
  const heard: string[] = []
  let wake: (word: string) => void = () => {}
  return {
    heard,
    hear: ({ word }: { word: string }) => {
      heard.push(word)
      wake(word)
    },
    next: () => new Promise<string>(resolve => (wake = resolve)),
  }
}

test('[BU1] a process starts without Redis and finds it when it comes', async t => {
  const late = await startRedis()
  t.after(() => late.stop())
  await late.kill()
  const bus = await open(t, late.url)
  assert.equal(bus.up, false)
  await late.restart()
  await becomes(bus, true)
  await bus.ping()
})

test('[BU2] while Redis is away every command fails at once with BusDown', async t => {
  const bus = await open(t, `redis://127.0.0.1:${await freePort()}`)
  await assert.rejects(bus.ping(), BusDown)
  await assert.rejects(bus.publish('x', { word: 'x' }), BusDown)
  await assert.rejects(
    bus.run(r => r.get('x')),
    BusDown,
  )
})

test('[BU2] a command that was under way when the connection broke fails and is not sent again', async t => {
  const own = await startRedis()
  t.after(() => own.stop())
  const bus = await open(t, own.url)
  own.freeze()
  const under = assert.rejects(
    bus.run(r => r.incr('n')),
    BusDown,
  )
  await own.restart()
  await under
  await becomes(bus, true)
  assert.equal(await bus.run(r => r.get('n')), null)
})

test('[BU2] an error that is Redis’s own verdict is no BusDown', async t => {
  const bus = await open(t)
  await bus.run(r => r.set('text', 'x'))
  await assert.rejects(
    bus.run(r => r.incr('text')),
    /not an integer/,
  )
})

test('[BU3] after Redis was killed and came back empty, commands and subscriptions work again', async t => {
  const own = await startRedis()
  t.after(() => own.stop())
  const bus = await open(t, own.url)
  const { hear, next } = ear()
  await bus.subscribe('words', Word, hear)
  const changes: boolean[] = []
  bus.onChange(up => void changes.push(up))

  await own.kill()
  await becomes(bus, false)
  await own.restart()
  await becomes(bus, true)

  const again = next()
  await bus.publish('words', { word: 'again' })
  assert.equal(await again, 'again')
  assert.deepEqual(changes, [false, true])
})

test('[BU3] what is subscribed while Redis is away is live as soon as it is back', async t => {
  const own = await startRedis()
  t.after(() => own.stop())
  const bus = await open(t, own.url)
  await own.kill()
  await becomes(bus, false)
  const { hear, next } = ear()
  await bus.subscribe('words', Word, hear)
  await own.restart()
  await becomes(bus, true)
  const first = next()
  await bus.publish('words', { word: 'first' })
  assert.equal(await first, 'first')
})

test('[BU3] a Redis that is connected but silent is noticed, and found again when it answers', async t => {
  const own = await startRedis()
  t.after(() => own.stop())
  const bus = await open(t, own.url)
  own.freeze()
  await assert.rejects(bus.ping(), BusDown)
  await becomes(bus, false)
  own.thaw()
  await becomes(bus, true)
})

test('[BU4] what is no JSON or not what the channel carries is dropped, and the next message comes', async t => {
  const bus = await open(t)
  const { heard, hear, next } = ear()
  await bus.subscribe('words', Word, hear)
  const good = next()
  await bus.run(r => r.publish('words', '{'))
  await bus.run(r => r.publish('words', '{"word":7}'))
  await bus.publish('words', { word: 'good' })
  await good
  assert.deepEqual(heard, ['good'])
})

test('[BU4] a handler that throws does not keep the message from the others', async t => {
  const bus = await open(t)
  const { hear, next } = ear()
  await bus.subscribe('words', Word, () => {
    throw new Error('of one handler')
  })
  await bus.subscribe('words', Word, hear)
  const good = next()
  await bus.publish('words', { word: 'good' })
  assert.equal(await good, 'good')
})

test('[BU4] whoever unsubscribed hears no more, the others do', async t => {
  const bus = await open(t)
  const one = ear()
  const other = ear()
  const off = await bus.subscribe('words', Word, one.hear)
  await bus.subscribe('words', Word, other.hear)
  off()
  off()
  const heard = other.next()
  await bus.publish('words', { word: 'x' })
  await heard
  assert.deepEqual(one.heard, [])
})

test('[BU2] a reader that waits at the server holds up nobody else', async t => {
  const bus = await open(t)
  const reader = bus.blocking()
  // A reader connects when it is made; asking again until then is what its loop does anyway.
  const read = async (): Promise<unknown> => {
    for (;;)
      try {
        return await reader.run(r => r.blpop('queue', 5))
      } catch (err) {
        if (!(err instanceof BusDown)) throw err
        await new Promise(setImmediate)
      }
  }
  const answer = read()
  while ((await bus.run(r => r.info('clients'))).includes('blocked_clients:0')) await bus.ping()
  await bus.run(r => r.rpush('queue', 'x'))
  assert.deepEqual(await answer, ['queue', 'x'])
  reader.close()
})

test('[BU2] a closed bus refuses and says so once', async t => {
  const bus = await open(t)
  await Promise.all([bus.close(), bus.close()])
  assert.equal(bus.up, false)
  await assert.rejects(bus.ping(), BusDown)
})
