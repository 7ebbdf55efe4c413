import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from './log.ts'
import { stopStack } from './stop.ts'

const stack = (deadlineMs = 60_000) => {
  const stopped: string[] = []
  const stops = stopStack({ deadlineMs, log: silentLog() })
  const add = (name: string) => stops.add(name, () => void stopped.push(name))
  return { stops, stopped, add }
}

test('[KT3] what was started last is stopped first, one at a time', async () => {
  const { stops, stopped, add } = stack()
  add('redis')
  stops.add('hub', {
    async stop() {
      await new Promise(setImmediate)
      stopped.push('hub')
    },
  })
  add('http')
  assert.equal(await stops.stop(), true)
  assert.deepEqual(stopped, ['http', 'hub', 'redis'])
})

test('[KT3] parts are stopped once, however often it is asked', async () => {
  const { stops, stopped, add } = stack()
  add('redis')
  assert.deepEqual(await Promise.all([stops.stop(), stops.stop()]), [true, true])
  assert.deepEqual(stopped, ['redis'])
})

test('[KT3] a part that fails to stop does not keep the others', async () => {
  const { stops, stopped, add } = stack()
  add('redis')
  stops.add('http', () => Promise.reject(new Error('no')))
  assert.equal(await stops.stop(), false)
  assert.deepEqual(stopped, ['redis'])
})

test('[KT3] one deadline bounds the whole stop, and parts that never end do not keep the others', async () => {
  const { stops, stopped, add } = stack(100)
  add('redis')
  stops.add('mail', () => new Promise(() => {}))
  add('postgres')
  stops.add('http', () => new Promise(() => {}))
  assert.equal(await stops.stop(), false)
  assert.deepEqual(stopped, ['postgres', 'redis'])
})

test('[KT3] a part that was still starting when the stop began is stopped too', async () => {
  const { stops, stopped, add } = stack()
  await stops.stop()
  add('late')
  await new Promise(setImmediate)
  assert.deepEqual(stopped, ['late'])
})
