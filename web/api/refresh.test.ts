import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Limits } from '#protocol/limits.ts'
import { ApiError } from './api-error.ts'
import { memoryKeep } from './keep.ts'
import { createRefresher, type Exclusive } from './refresh.ts'

/** Tabs of one browser: one storage, one lock, one hub that answers from a list. */
function browser(answers: (ApiError | 'fresh')[]) {
  const keep = memoryKeep()
  const keys: string[] = []
  const waits: number[] = []
  const troubles: unknown[] = []
  let queue: Promise<unknown> = Promise.resolve()
  let made = 0
  let clock = 1_000_000
  const exclusive: Exclusive = work => {
    const mine = queue.then(work)
    queue = mine.catch(() => {})
    return mine
  }
  const tab = () =>
    createRefresher({
      post: async key => {
        keys.push(key)
        clock += 10
        const answer = answers.shift() ?? 'fresh'
        if (answer !== 'fresh') throw answer
      },
      onTrouble: error => void troubles.push(error),
      keep,
      exclusive,
      uuid: () => `key-${++made}`,
      wait: async ms => void waits.push(ms),
      now: () => clock,
      random: () => 1,
    })
  return { tab, keys, keep, waits, troubles, pass: (ms: number) => (clock += ms) }
}
const offline = () => new ApiError('offline')
const refused = () => new ApiError('session_ended', { status: 401 })

test('[REF1] many tabs and many calls refresh once', async () => {
  const { tab, keys } = browser([])
  const [a, b] = [tab(), tab()]
  assert.deepEqual(await Promise.all([a.refresh(), a.refresh(), b.refresh(), b.refresh()]), [
    true,
    true,
    true,
    true,
  ])
  assert.deepEqual(keys, ['key-1'])
})

test('[REF2] a lost answer is asked for again under the same key, and the next attempt has a new one', async () => {
  const { tab, keys } = browser([offline(), new ApiError('unavailable', { status: 503 }), 'fresh'])
  assert.equal(await tab().refresh(), true)
  assert.equal(await tab().refresh(), true)
  assert.deepEqual(keys, ['key-1', 'key-1', 'key-1', 'key-2'])
})

test('[REF2] a page that was closed in the middle goes on with the key of its attempt', async () => {
  const { tab, keys, keep } = browser([])
  keep.set('refresh-attempt', 'from-before')
  await tab().refresh()
  assert.deepEqual(keys, ['from-before'])
})

test('[REF3] an unreachable hub never logs anybody out; a refusal does', async () => {
  const { tab, keep, waits } = browser([offline(), offline(), refused()])
  keep.set('access-until', '5')
  const one = tab()
  assert.equal(one.isSignedIn(), true)
  assert.equal(await one.refresh(), false)
  assert.deepEqual(waits, [500, 1000])
  assert.equal(one.isSignedIn(), false)
  assert.equal(keep.get('refresh-attempt'), null)
})

test('[REF3] the wait that the hub asks for is kept', async () => {
  const { tab, waits } = browser([new ApiError('too_many', { status: 429, retryAfterMs: 4_000 })])
  await tab().refresh()
  assert.deepEqual(waits, [4_000])
})

test('[REF4] a login with plenty of life is left alone', async () => {
  const { tab, keys, pass } = browser([])
  const one = tab()
  await one.refresh()
  await one.ensure()
  assert.equal(keys.length, 1)
  pass(Limits.accessTokenMs - 60_000)
  await one.ensure()
  assert.equal(keys.length, 2)
})

test('[REF3] whoever waits can be told why, until it is through', async () => {
  const away = new ApiError('unavailable', { status: 503 })
  const { tab, troubles } = browser([offline(), away, 'fresh'])
  await tab().refresh()
  assert.deepEqual(
    troubles.map(error => (error instanceof ApiError ? error.code : error)),
    ['offline', 'unavailable', null],
  )
})
