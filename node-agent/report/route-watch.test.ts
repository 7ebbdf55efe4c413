import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watchRoute } from './route-watch.ts'

test('[NA62] another address of ours is a new way to the internet; none at all, for a while, is not', async t => {
  const says = ['a', 'a', null, 'a', 'b', null, 'c', 'c']
  const news: number[] = []
  let asked = 0
  const done = Promise.withResolvers<void>()
  const stop = watchRoute({
    everyMs: 1,
    addresses() {
      if (asked === says.length) done.resolve()
      return Promise.resolve(asked < says.length ? says[asked++]! : 'c')
    },
    onNew: () => void news.push(asked),
  })
  t.after(stop)
  await done.promise
  assert.deepEqual(news, [5, 7])
})

test('[NA62] another interface is a new way, though the address is the same', async t => {
  let name = 'wlan0'
  const again = Promise.withResolvers<void>()
  const stop = watchRoute({
    everyMs: 1,
    also: () => name,
    addresses: () => Promise.resolve('a'),
    onNew: again.resolve,
  })
  t.after(stop)
  setTimeout(() => (name = 'rmnet0'), 5)
  await again.promise
})
