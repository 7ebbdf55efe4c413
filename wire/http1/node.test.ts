import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mutated } from '../fuzz/pieces.ts'
import type { Random } from '../fuzz/random.ts'
import { rounds } from '../fuzz/testing/rounds.ts'
import { madeUpRequest } from './testing/made-up.ts'
import { startNodeServer } from './testing/node-server.ts'
import { reads } from './testing/reads.ts'

/** Two requests, often with something wrong, and a third that shows where they ended. */
function conversation(random: Random): Buffer {
  const two = Buffer.from(madeUpRequest(random) + madeUpRequest(random), 'latin1')
  const sent = random.chance(2) ? two : mutated(random, two)
  return Buffer.concat([sent, Buffer.from('GET /last HTTP/1.1\r\nConnection: close\r\n\r\n')])
}

test('[WI16] what Node and these decoders both accept are the same requests to both', async t => {
  const server = await startNodeServer()
  t.after(server.stop)
  let alike = 0
  await rounds(t, { count: 800 }, async random => {
    const sent = conversation(random)
    const all = reads(sent)
    const ours = all.filter(it => it !== 'broken')
    const node = await server.reads(sent)
    // Either one may refuse what the other takes: methods, letters in a target, odd extensions of a chunk. What must
    // never be is that both take it, and for different requests.
    const refused = node.indexOf('broken')
    const both = ours.slice(0, refused < 0 ? ours.length : Math.min(refused, ours.length))
    assert.deepEqual(node.slice(0, both.length), both, JSON.stringify(sent.toString('latin1')))
    alike += both.length
  })
  t.diagnostic(`${alike} requests were accepted by both`)
  if (!process.env.FUZZ_SEED) assert.ok(alike > 200)
})
