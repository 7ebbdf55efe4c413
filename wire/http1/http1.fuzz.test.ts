import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mutated, pieces } from '../fuzz/pieces.ts'
import { rounds } from '../fuzz/testing/rounds.ts'
import { createBodyTracker } from './body.ts'
import { requestFraming, responseFraming } from './framing.ts'
import { createHeadParser } from './head-parser.ts'
import type { RequestHead, ResponseHead } from './head.ts'
import { HttpError } from './http-error.ts'
import { rewriteRequestHead } from './rewrite.ts'
import { chunkedBody, madeUpRequest } from './testing/made-up.ts'
import { slowChunked } from './testing/slow-chunked.ts'
import { slowHead } from './testing/slow-head.ts'

const bounds = { maxBytes: 200, maxHeaders: 6 }

/** The first head of what came in these pieces. */
function firstHead(kind: 'request' | 'response', list: Uint8Array[]) {
  const parser =
    kind === 'request'
      ? createHeadParser({ ...bounds, kind: 'request' })
      : createHeadParser({ ...bounds, kind: 'response' })
  for (const [i, piece] of list.entries()) {
    const found = parser.push(piece)
    assert.ok(parser.held < bounds.maxBytes)
    if (found) return { head: found.head, rest: Buffer.concat([found.rest, ...list.slice(i + 1)]) }
  }
  return 'waiting'
}

const or = <T>(run: () => T): T | HttpError => {
  try {
    return run()
  } catch (error) {
    if (error instanceof HttpError) return error
    throw error
  }
}

const partsOf = (head: RequestHead | ResponseHead) =>
  head.kind === 'request'
    ? [head.method, head.target, head.version]
    : [head.version, String(head.status), head.reason]

test('[WI15] heads, cut and broken at random', t =>
  rounds(t, { count: 5_000 }, random => {
    const kind = random.pick(['request', 'response'] as const)
    const made = madeUpRequest(random)
    const text = kind === 'request' ? made : made.replace(/^.*/, 'HTTP/1.1 200 Fine enough')
    const sent = random.chance(3) ? Buffer.from(text, 'latin1') : mutated(random, Buffer.from(text, 'latin1'))
    const slow = slowHead(sent, { ...bounds, kind })
    const whole = or(() => firstHead(kind, [sent]))
    const cut = or(() => firstHead(kind, pieces(random, sent)))

    if (whole instanceof HttpError) {
      assert.equal(slow, 'refused', whole.code)
      assert.ok(cut instanceof HttpError)
      assert.equal(cut.code, whole.code)
      return
    }
    assert.ok(!(cut instanceof HttpError))
    if (whole === 'waiting' || cut === 'waiting') {
      assert.deepEqual([whole, cut, slow], ['waiting', 'waiting', 'waiting'])
      return
    }
    for (const { head, rest } of [whole, cut])
      assert.deepEqual({ first: partsOf(head), headers: head.headers, rest }, slow)
    assert.deepEqual(cut.head.raw, whole.head.raw)
  }))

test('[WI15] chunked bodies, cut and broken at random', t =>
  rounds(t, { count: 5_000 }, random => {
    const body = Buffer.from(chunkedBody(random), 'latin1')
    const sent = Buffer.concat([random.chance(3) ? body : mutated(random, body), random.bytes(random.int(4))])
    const ends = (list: Uint8Array[]) => {
      const tracker = createBodyTracker({ kind: 'chunked' })
      let taken = 0
      for (const piece of list) {
        const answer = tracker.push(piece)
        taken += answer.taken
        if (answer.done) return taken
        assert.equal(answer.taken, piece.length)
      }
      return 'waiting'
    }
    const cut = or(() => ends(pieces(random, sent)))
    assert.equal(cut instanceof HttpError ? 'refused' : cut, slowChunked(sent))
  }))

test('[WI15] what the target gets is read as the proxy read it, whatever was made of it', t =>
  rounds(t, { count: 5_000, failedOnce: [4032942470] }, random => {
    const sent = Buffer.from(madeUpRequest(random), 'latin1')
    const parser = createHeadParser({ maxBytes: 4_096, maxHeaders: 100, kind: 'request' })
    const head = or(() => parser.push(random.chance(2) ? sent : mutated(random, sent))?.head)
    if (!head || head instanceof HttpError) return
    const framing = or(() => requestFraming(head))
    const target = or(() => rewriteRequestHead(head, '/p', 'a.example'))
    if (target instanceof HttpError) return
    const again = createHeadParser({ maxBytes: 4_096, maxHeaders: 100, kind: 'request' }).push(target)
    assert.equal(again?.rest.length, 0)
    assert.deepEqual(
      [again.head.method, again.head.target, again.head.get('host')],
      [head.method, '/p', 'a.example'],
    )
    assert.equal(again.head.get('proxy-authorization'), undefined)
    const reread = or(() => requestFraming(again.head))
    if (framing instanceof HttpError) assert.ok(reread instanceof HttpError)
    else assert.deepEqual(reread, framing)
  }))

test('[WI15] what a target answers at random is refused by name or ends somewhere', t =>
  rounds(t, { count: 3_000 }, random => {
    const lines = madeUpRequest(random).replace(
      /^.*/,
      `HTTP/1.${random.int(2)} ${random.pick([100, 101, 200, 204, 304])} x`,
    )
    const parser = createHeadParser({ maxBytes: 4_096, maxHeaders: 100, kind: 'response' })
    or(() => {
      const found = parser.push(mutated(random, Buffer.from(lines, 'latin1')))
      if (!found) return
      const tracker = createBodyTracker(responseFraming(found.head, random.pick(['GET', 'HEAD', 'CONNECT'])))
      const { taken } = tracker.push(found.rest)
      assert.ok(taken <= found.rest.length)
    })
  }))
