import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listen } from './testing/heard.ts'
import { createPair, deliver, settle } from './testing/pair.ts'

test('[YX1] a stream carries bytes both ways, half-closes each way, and is gone when both sides said all', () => {
  const { client, server } = createPair()
  const near = listen(client.mux.open()!)
  near.stream.write(Buffer.from('question'))
  deliver(client, server)
  const far = listen(server.accepted[0]!)
  near.stream.write(Buffer.from('!'))
  near.stream.end()
  settle(client, server)
  assert.equal(far.text, '!')
  assert.deepEqual(far.told, ['end'])
  far.stream.write(Buffer.from('answer'))
  far.stream.end()
  settle(client, server)
  assert.equal(near.text, 'answer')
  assert.deepEqual(near.told, ['end', 'done'])
  assert.deepEqual(far.told, ['end', 'done'])
  assert.equal(client.mux.streams + server.mux.streams, 0)
})
