import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { EpochRow } from '#db/repositories/usage.ts'
import { seeded } from '#db/testing/usage.ts'
import { advance, tailOf } from './tail.ts'
import { createLife, sessionOf } from './testing/batch.ts'

test('[PO1] batches in any order, any number of times, a few at a time: each is new once', () => {
  const seed = Date.now() % 2 ** 31
  const random = seeded(seed)
  for (let round = 0; round < 200; round++) {
    const life = createLife(randomUUID())
    const batches = Array.from({ length: 1 + random(40) }, () => life.batch(random(100), random(100)))
    const coming = [...batches, ...batches, ...batches]
      .map(batch => ({ batch, at: random(1_000) }))
      .sort((a, b) => a.at - b.at)
      .map(it => it.batch)
    let state: EpochRow = { edge: life.edge, epoch: life.epoch, low: 0, ahead: [] }
    const counted = { batches: 0, up: 0, down: 0 }
    const seen: number[] = []
    while (coming.length > 0) {
      const { after, news } = advance(state, coming.splice(0, 1 + random(16)))
      seen.push(...news.map(it => it.seq))
      counted.batches += after.batches
      counted.up += after.up
      counted.down += after.down
      state = after
      assert.ok(!state.ahead.includes(state.low + 1) && state.ahead.every(it => it > state.low))
    }
    const sum = (at: 1 | 2) => batches.reduce((all, it) => all + it.minutes[0]!.rows[at]!, 0)
    assert.deepEqual(
      seen.sort((a, b) => a - b),
      batches.map(it => it.seq),
      `seed ${seed}`,
    )
    assert.deepEqual(counted, { batches: batches.length, up: sum(1), down: sum(2) }, `seed ${seed}`)
    assert.deepEqual([state.low, state.ahead], [batches.length, []], `seed ${seed}`)
  }
})

test('[PO1] sessions of one proxy user over one node in a minute are one cell, and all others their own', () => {
  const [one, two] = [randomUUID(), randomUUID()]
  const ann = sessionOf(one)
  const sessions = [ann, { ...ann, id: randomUUID() }, { ...ann, country: null }, sessionOf(two)]
  const life = createLife(one)
  const minutes = [
    { minute: 100, rows: [0, 1, 10, 1, 2, 20, 2, 3, 30, 3, 4, 40] },
    { minute: 101, rows: [0, 5, 50] },
  ]
  const batches = [life.batch(0, 0, { sessions, minutes }), life.batch(0, 0, { sessions, minutes })]
  const [first, second, ...none] = tailOf(batches)
  assert.deepEqual(none, [])
  assert.deepEqual([first?.account, second?.account], [one, two])
  assert.deepEqual(first!.minutes, [100, 100, 101])
  assert.deepEqual(first!.countries, ['us', '', 'us'])
  assert.deepEqual(
    [first!.ups, first!.downs],
    [
      [6, 6, 10],
      [60, 60, 100],
    ],
  )
  assert.deepEqual([second!.ups, second!.downs, second!.edges], [[8], [80], [life.edge]])
})
