import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mutated, pieces } from '../fuzz/pieces.ts'
import type { Random } from '../fuzz/random.ts'
import { rounds } from '../fuzz/testing/rounds.ts'
import { WireError } from '../wire-error.ts'
import { createConnectDecoder, createControlDecoder, encodeConnect, encodeControl } from './frames.ts'
import { slowFrames } from './testing/slow-frames.ts'

const maxBytes = 120

test('[WI15] frames of the control stream, cut and broken at random', t =>
  rounds(t, { count: 3_000 }, random => {
    const stream = broken(
      random,
      Buffer.concat(Array.from({ length: random.int(5) }, () => encodeControl(message(random)))),
    )
    const slow = slowFrames(stream, { lengthBytes: 4, maxBytes })
    const decoder = createControlDecoder({ maxBytes })
    const messages: unknown[] = []
    const fault = codeOf(() => {
      for (const piece of pieces(random, stream)) {
        messages.push(...decoder.push(piece))
        assert.ok(decoder.held < 4 + maxBytes)
      }
    })
    assert.equal(fault, slow.fault)
    // The messages of the piece that has the fault are lost with it.
    assert.deepEqual(messages, fault ? slow.messages.slice(0, messages.length) : slow.messages)
    assert.equal(decoder.held, fault ? 0 : slow.rest.length)
  }))

test('[WI15] a connect frame, cut and broken at random', t =>
  rounds(t, { count: 3_000 }, random => {
    const stream = broken(
      random,
      Buffer.concat([encodeConnect(message(random)), random.bytes(random.int(9))]),
    )
    const slow = slowFrames(stream, { lengthBytes: 2, maxBytes })
    const decoder = createConnectDecoder({ maxBytes })
    let found: ReturnType<typeof decoder.push> = null
    const rest: Uint8Array[] = []
    const fault = codeOf(() => {
      for (const piece of pieces(random, stream)) {
        if (found) rest.push(piece)
        else if ((found = decoder.push(piece))) rest.push(found.rest)
        assert.ok(decoder.held < 2 + maxBytes)
      }
    })
    assert.equal(fault, slow.fault)
    assert.deepEqual(found ? [(found as { message: unknown }).message] : [], slow.messages)
    if (found) assert.deepEqual(Buffer.concat(rest), slow.rest)
  }))

const broken = (random: Random, bytes: Buffer) => (random.chance(3) ? bytes : mutated(random, bytes))

const message = (random: Random): unknown =>
  random.pick<() => unknown>([
    () => ({ connect: `${'a'.repeat(random.int(100))}.example:443` }),
    () => ['ü', random.int(1_000), null, { at: [true] }],
    () => random.bytes(random.int(40)).toString('latin1'),
    () => random.int(10),
  ])()

function codeOf(run: () => void): string | null {
  try {
    run()
    return null
  } catch (error) {
    if (error instanceof WireError) return error.code
    throw error
  }
}
