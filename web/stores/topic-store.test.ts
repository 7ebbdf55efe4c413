import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TopicState } from '../live/live-state.ts'
import type { TopicListener } from '../live/room.ts'
import { createTopicStore } from './topic-store.ts'

type View = { at: number; wholeSince: number | null; rows: string[] }
type Delta = { at: number; wholeSince: number | null; add: string[] }

function setUp() {
  const subscribed: TopicListener[] = []
  let left = 0
  const noted: (Delta | null)[] = []
  const store = createTopicStore<View, Delta>(
    {
      subscribe(_, listener) {
        subscribed.push(listener)
        return () => void left++
      },
    },
    {
      topic: 'system',
      apply: (view, { at, wholeSince, add }) => ({ at, wholeSince, rows: [...view.rows, ...add] }),
      note: (_, delta) => noted.push(delta),
      forget: () => noted.splice(0),
    },
  )
  const say = (kind: 'snapshot' | 'delta', value: unknown) =>
    subscribed.at(-1)![kind]!(value, { epoch: 'e', seq: 1 }, false)
  return { ...store, say, noted, subscribed, left: () => left }
}

test('[LIVE4] a topic is subscribed while somebody looks, and forgotten with the last of them', () => {
  const { use, watch, say, noted, subscribed, left } = setUp()
  const stops = [watch(), watch()]
  assert.equal(subscribed.length, 1)
  say('delta', { at: 1, wholeSince: 0, add: ['before the snapshot'] })
  assert.equal(use.getState().view, null)
  say('snapshot', { at: 1, wholeSince: 0, rows: ['a'] })
  say('delta', { at: 2, wholeSince: 0, add: ['b'] })
  assert.deepEqual(use.getState().view, { at: 2, wholeSince: 0, rows: ['a', 'b'] })
  assert.equal(noted.length, 2)
  subscribed[0]!.state!({ phase: 'current' } as TopicState)
  assert.equal(use.getState().topic?.phase, 'current')

  stops[0]!()
  stops[0]!()
  assert.equal(left(), 0, 'one who leaves twice is one')
  stops[1]!()
  assert.equal(left(), 1)
  assert.deepEqual([use.getState().view, use.getState().topic, noted.length], [null, null, 0])
  watch()
  assert.equal(subscribed.length, 2)
})

test('[LIVE9] a word that nothing has changed moves the time of the view and leaves the rest', () => {
  const { use, watch, say, noted } = setUp()
  watch()
  const rows = ['a']
  say('snapshot', { at: 1, wholeSince: 0, rows })
  say('delta', { at: 6, wholeSince: null })
  const { view, version } = use.getState()
  assert.deepEqual([view, version], [{ at: 6, wholeSince: null, rows }, 2])
  assert.equal(view?.rows, rows)
  assert.equal(noted.length, 1)
})
