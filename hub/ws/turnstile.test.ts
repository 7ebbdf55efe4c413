import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurnstile } from './turnstile.ts'

test('[WS17] of many who come at once a few are looked at, the others in their order, and one who fails holds up none', async () => {
  const through = createTurnstile(3)
  const came: number[] = []
  let inside = 0
  let most = 0
  const work = (n: number) =>
    through(async () => {
      came.push(n)
      most = Math.max(most, ++inside)
      await new Promise<void>(go => setImmediate(go))
      inside--
      if (n % 5 === 0) throw new Error(String(n))
      return n
    })
  const all = Array.from({ length: 100 }, (_, n) => n)
  const done = await Promise.allSettled(all.map(work))
  assert.equal(most, 3)
  assert.deepEqual(came, all)
  assert.equal(done.filter(one => one.status === 'rejected').length, 20)
  assert.deepEqual(await Promise.all([1, 2, 3, 4].map(work)), [1, 2, 3, 4], 'and it is empty again')
})
