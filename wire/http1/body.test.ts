import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBodyTracker } from './body.ts'
import { HttpError, type HttpFault } from './http-error.ts'

const small = { maxChunkLineBytes: 20, maxTrailerBytes: 30 }

/** How much of it is the body, or what is wrong with it. */
function bodyBytes(text: string, step: number): number | HttpFault | 'not whole' {
  const tracker = createBodyTracker({ kind: 'chunked' }, small)
  const bytes = Buffer.from(text, 'latin1')
  let taken = 0
  try {
    for (let at = 0; at < bytes.length; at += step) {
      const chunk = bytes.subarray(at, at + step)
      const answer = tracker.push(chunk)
      taken += answer.taken
      assert.equal(answer.done, tracker.done)
      if (answer.done) return taken
      assert.equal(answer.taken, chunk.length)
    }
  } catch (error) {
    assert.ok(error instanceof HttpError, String(error))
    return error.code
  }
  return 'not whole'
}

test('[WI12] a body with a length ends there, one without goes on with its connection', () => {
  const length = createBodyTracker({ kind: 'length', bytes: 5 })
  assert.deepEqual(length.push(Buffer.from('abc')), { taken: 3, done: false })
  assert.deepEqual(length.push(Buffer.from('defg')), { taken: 2, done: true })
  assert.deepEqual(length.push(Buffer.from('h')), { taken: 0, done: true })
  assert.ok(createBodyTracker({ kind: 'none' }).done)
  assert.ok(createBodyTracker({ kind: 'length', bytes: 0 }).done)
  for (const kind of ['close', 'upgrade'] as const)
    assert.deepEqual(createBodyTracker({ kind }).push(Buffer.from('abc')), { taken: 3, done: false })
})

test('[WI12] a chunked body ends behind its trailers, however it is cut', () => {
  for (const body of [
    '0\r\n\r\n',
    '000\r\n\r\n',
    '3\r\nabc\r\n0\r\n\r\n',
    'A\r\n0\r\n\r\n0\r\n\r\n\r\n1\r\nx\r\n0\r\n\r\n',
    '3; a=b;c="d e"\r\nabc\r\n0;x\r\nA: b\r\nc-D:\r\n\r\n',
    `14\r\n${'x'.repeat(20)}\r\n0\r\n\r\n`,
  ])
    for (const step of [1, 2, 3, 5, 999]) assert.equal(bodyBytes(`${body}GET`, step), body.length, body)
})

test('[WI12] a chunk that two programs could read differently is refused', () => {
  for (const body of [
    ...[
      '\r\n',
      'g\r\n',
      '-1\r\n',
      '0x3\r\n',
      ' 3\r\n',
      '3 \r\n',
      '3\n',
      '3\r\r\n',
      '+3\r\n',
      '1234567890123\r\n',
    ],
    ...['3;a\nb\r\n', '3;a\0\r\n', '3\r\nabcd\r\n', '3\r\nabc\n', '3\r\nabc0\r\n', '3\r\nabc\r0'],
    ...[
      '0\r\n a: b\r\n',
      '0\r\na : b\r\n',
      '0\r\nab\r\n\r\n',
      '0\r\n: b\r\n',
      '0\r\na: b\n',
      '0\r\n\rx',
      '0\r\n\n',
    ],
    `3;${'x'.repeat(30)}`,
  ])
    for (const step of [1, 999]) assert.equal(bodyBytes(body, step), 'bad_chunk', JSON.stringify(body))
  for (const step of [1, 999]) {
    assert.equal(bodyBytes(`0\r\n${'a: b\r\n'.repeat(6)}`, step), 'trailers_too_large')
    assert.equal(bodyBytes(`0\r\na: ${'b'.repeat(40)}`, step), 'trailers_too_large')
  }
})

test('[WI12] many chunks are no line that grows', () => {
  assert.equal(bodyBytes(`${'1\r\nx\r\n'.repeat(1_000)}0\r\n\r\n`, 7), 6_005)
})
