import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  BadFrame,
  createConnectDecoder,
  createControlDecoder,
  encodeConnect,
  encodeControl,
  FrameTooLarge,
} from './frames.ts'

const messages = [{ type: 'hello', name: 'Ташкент' }, [], null, 'x', { deep: { list: [1, 2, 3] } }]

test('[WI1] control messages come out as they went in, however the stream is cut', () => {
  const stream = Buffer.concat(messages.map(encodeControl))
  assert.deepEqual(createControlDecoder({ maxBytes: 200 }).push(stream), messages)
  for (const step of [1, 2, 3, 7]) {
    const decoder = createControlDecoder({ maxBytes: 200 })
    const got: unknown[] = []
    for (let at = 0; at < stream.length; at += step) got.push(...decoder.push(stream.subarray(at, at + step)))
    assert.deepEqual(got, messages)
    assert.equal(decoder.held, 0)
  }
})

test('[WI1] a control frame is a 4-byte big-endian length and JSON', () => {
  assert.equal(Buffer.from(encodeControl({ a: 1 })).toString('hex'), `00000007${hex('{"a":1}')}`)
})

test('[WI1] a connect frame has a 2-byte length, and what follows it is handed on as it is', () => {
  const frame = Buffer.from(encodeConnect({ connect: 'example.com:443' }))
  assert.equal(frame.toString('hex'), `001d${hex('{"connect":"example.com:443"}')}`)
  const raw = Buffer.from([0, 255, 1])

  const whole = createConnectDecoder({ maxBytes: 100 }).push(Buffer.concat([frame, raw]))
  assert.deepEqual(whole?.message, { connect: 'example.com:443' })
  assert.deepEqual([...whole.rest], [...raw])

  const decoder = createConnectDecoder({ maxBytes: 100 })
  for (const byte of frame.subarray(0, -1)) assert.equal(decoder.push(Uint8Array.of(byte)), null)
  const last = decoder.push(frame.subarray(-1))
  assert.deepEqual(last?.message, { connect: 'example.com:443' })
  assert.equal(last.rest.length, 0)
})

test('[WI2] a size over the limit is refused before any of it is waited for', () => {
  const control = createControlDecoder({ maxBytes: 16 })
  assert.deepEqual(control.push(Uint8Array.of(0, 0, 0)), [])
  assert.throws(() => control.push(Uint8Array.of(17)), FrameTooLarge)
  assert.throws(() => createConnectDecoder({ maxBytes: 16 }).push(Uint8Array.of(0, 17)), FrameTooLarge)
  assert.throws(() => encodeConnect('x'.repeat(70_000)), FrameTooLarge)
  assert.deepEqual(createControlDecoder({ maxBytes: 16 }).push(encodeControl('x'.repeat(14))), [
    'x'.repeat(14),
  ])
})

test('[WI2] what is no JSON in UTF-8 is refused, and nothing is read after it', () => {
  for (const body of ['', '{', '{"a":1}x', '\xff', '"\xc3"']) {
    const bytes = Buffer.from(body, 'latin1')
    const decoder = createControlDecoder({ maxBytes: 100 })
    assert.throws(() => decoder.push(Buffer.concat([Uint8Array.of(0, 0, 0, bytes.length), bytes])), BadFrame)
    assert.throws(() => decoder.push(encodeControl('fine')), BadFrame)
    assert.throws(
      () =>
        createConnectDecoder({ maxBytes: 100 }).push(Buffer.concat([Uint8Array.of(0, bytes.length), bytes])),
      BadFrame,
    )
  }
})

const hex = (text: string) => Buffer.from(text).toString('hex')
