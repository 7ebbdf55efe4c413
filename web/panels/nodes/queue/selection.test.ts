import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose, follow, nothingChosen, step, tick } from './selection.ts'

const ids = ['a', 'b', 'c', 'd']

test('[WEB39] after a decision the next device is chosen, at the end the one before', () => {
  let now = follow(nothingChosen, ids)
  assert.equal(now.chosen, 'a')
  now = choose(now, ids, 'b')
  now = follow(now, ['a', 'c', 'd'])
  assert.equal(now.chosen, 'c')
  now = follow(choose(now, ['a', 'c', 'd'], 'd'), ['a', 'c'])
  assert.equal(now.chosen, 'c')
  assert.deepEqual(follow(now, []), { chosen: null, place: 0, ticked: [] })
})

test('[WEB39] what is chosen stays chosen when others come before it or leave', () => {
  const now = choose(nothingChosen, ids, 'c')
  const after = follow(now, ['new', 'a', 'c', 'd'])
  assert.deepEqual([after.chosen, after.place], ['c', 2])
  assert.equal(follow(after, ['new', 'a', 'c', 'd']), after, 'no change, no drawing anew')
})

test('[WEB39] steps stop at both ends', () => {
  const first = follow(nothingChosen, ids)
  assert.equal(step(first, ids, -1).chosen, 'a')
  assert.equal(step(choose(first, ids, 'd'), ids, 1).chosen, 'd')
  assert.equal(step(first, [], 1).chosen, null)
})

test('[WEB39] who leaves is not ticked any more', () => {
  let now = tick(tick(follow(nothingChosen, ids), 'a'), 'c')
  assert.deepEqual(now.ticked, ['a', 'c'])
  now = follow(now, ['b', 'c', 'd'])
  assert.deepEqual(now.ticked, ['c'])
  assert.deepEqual(tick(now, 'c').ticked, [])
})
