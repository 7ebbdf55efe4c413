import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog } from './log.ts'
import { every } from './timers.ts'

test('[KT6] a run that takes longer than the beat is never joined by another', async () => {
  const { promise: enough, resolve } = Promise.withResolvers<void>()
  let inside = 0
  let most = 0
  let runs = 0
  const stop = every(
    1,
    async () => {
      most = Math.max(most, ++inside)
      await sleep(5)
      inside--
      if (++runs === 5) resolve()
    },
    { log: silentLog() },
  )
  await enough
  await stop()
  assert.equal(most, 1)
})

test('[KT6] a run that fails is followed by the next', async () => {
  const { promise: again, resolve } = Promise.withResolvers<void>()
  let runs = 0
  const stop = every(
    1,
    () => {
      if (++runs === 1) throw new Error('once')
      resolve()
    },
    { log: silentLog() },
  )
  await again
  await stop()
})

test('[KT6] stopping waits for the run in progress and lets no other begin', async () => {
  const begun = Promise.withResolvers<void>()
  const goOn = Promise.withResolvers<void>()
  let finished = 0
  const stop = every(
    1,
    async () => {
      begun.resolve()
      await goOn.promise
      finished++
    },
    { log: silentLog() },
  )
  await begun.promise
  const stopped = stop()
  goOn.resolve()
  await stopped
  assert.equal(finished, 1)
})
