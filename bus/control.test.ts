import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Control } from '#protocol/control.ts'
import { silentLog } from '#kit/log.ts'
import { connectBus } from './connect.ts'
import { onControl, sayControl } from './control.ts'
import { becomes } from './testing/becomes.ts'
import { startRedis } from './testing/redis.ts'

const log = silentLog()
const redis = await startRedis()
after(() => redis.stop())
const said: Control = { kind: 'user.changed', user: 'u' }

test('[BU7] what one process says every process hears, the speaker too, once', async t => {
  const [one, other] = await Promise.all(
    [1, 2].map(n => connectBus({ url: redis.url, log, name: `test-${n}` })),
  )
  assert.ok(one && other)
  t.after(() => Promise.all([one.close(), other.close()]))
  const heard: [string, Control][] = []
  const last: Control = { kind: 'user.changed', user: 'last' }
  const both = Promise.withResolvers<void>()
  for (const [name, bus] of [
    ['one', one],
    ['other', other],
  ] as const)
    await onControl(bus, control => {
      heard.push([name, control])
      if (heard.length === 4) both.resolve()
    })
  const saying = sayControl(one, said)
  assert.deepEqual(heard, [['one', said]], 'the speaker at once')
  assert.equal(await saying, true)
  // Whatever came twice would have come before this.
  assert.equal(await sayControl(other, last), true)
  await both.promise
  assert.deepEqual(
    heard.filter(([name]) => name === 'one').map(it => it[1]),
    [said, last],
  )
  assert.deepEqual(
    heard
      .filter(([name]) => name === 'other')
      .map(it => it[1])
      .sort(byUser),
    [last, said],
  )
})

const byUser = (a: Control, b: Control) => JSON.stringify(a).localeCompare(JSON.stringify(b))

test('[BU7] while Redis is away the speaker’s own process is told all the same', async t => {
  const bus = await connectBus({ url: redis.url, log, name: 'test' })
  t.after(() => bus.close())
  const heard: Control[] = []
  const off = await onControl(bus, control => void heard.push(control))
  await redis.kill()
  await becomes(bus, false)
  assert.equal(await sayControl(bus, said), false)
  off()
  assert.equal(await sayControl(bus, said), false)
  assert.deepEqual(heard, [said])
})
