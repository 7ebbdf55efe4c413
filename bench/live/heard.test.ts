import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heardIn } from './heard.ts'

const delta = { topic: 'nodes', seq: 8, delta: { at: 17, wholeSince: null } }
const merged = { topic: 'usage:1', seq: 9, from: 4, delta: { at: 18 } }
const whole = { topic: 'usage:1', epoch: 'e.1', seq: 3, snapshot: { at: 16, text: 'ä' } }

test('[BE5] a message read by its beginning is the same as one that is decoded', () => {
  const messages = [delta, merged, whole]
  const short = messages.flatMap(message => heardIn(Buffer.from(JSON.stringify(message))))
  const long = heardIn(Buffer.from(JSON.stringify(messages)))
  const flat = (all: typeof long) => all.map(one => JSON.parse(JSON.stringify(one)) as object)
  assert.deepEqual(flat(short), flat(long))
  assert.deepEqual(flat(short)[1], {
    kind: 'delta',
    topic: 'usage:1',
    seq: 9,
    from: 4,
    at: 18,
    text: JSON.stringify(merged),
  })
})

test('[BE5] answers and good-byes are told apart', () => {
  const kinds = [
    { re: 1, ok: {} },
    { re: 2, error: { code: 'x' } },
    { bye: { code: 4000, text: '', retryAfterMs: 5 } },
  ]
  assert.deepEqual(
    heardIn(Buffer.from(JSON.stringify(kinds))).map(one => one.kind),
    ['ok', 'error', 'bye'],
  )
})
