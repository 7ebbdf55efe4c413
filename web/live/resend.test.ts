import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Bye } from '#protocol/bye.ts'
import { listener, liveClients, until } from '../testing/live-client.ts'
import type { CommandBody } from './pending.ts'
import type { LiveError } from './live-error.ts'

const { setUp } = liveClients()
/** No command carries a key before the chat's do; the library goes by the key alone. */
const keyed = (key: string) => ({ do: 'chat.send', key }) as unknown as CommandBody
const keyOf = (command: object) => (command as { key?: string }).key
const lost = (error: LiveError) => error.code === 'lost'

test('[LIVE1] a command with a key is sent again after each lost connection, in order, until it is answered', async () => {
  const { hub, live } = await setUp()
  live.start()
  const first = await hub.visitor()
  await until(live, s => s.phase === 'open')
  const sent = ['a', 'b'].map(key => live.send(keyed(key)))
  const plain = live.send({ do: 'ping' })
  assert.equal(keyOf(await first.command()), 'a')
  first.cut()
  await assert.rejects(plain, lost)
  const later = live.send(keyed('c'))

  const second = await hub.visitor()
  const again = [await second.command(), await second.command(), await second.command()]
  assert.deepEqual(again.map(keyOf), ['a', 'b', 'c'])
  second.say({ re: again[1]!.id, ok: { seq: 2 } })
  assert.deepEqual(await sent[1], { seq: 2 })
  second.cut()

  const third = await hub.visitor()
  const left = [await third.command(), await third.command()]
  assert.deepEqual(left.map(keyOf), ['a', 'c'])
  third.say({ re: left[0]!.id, ok: { seq: 1 } }, { re: left[1]!.id, ok: { seq: 3 } })
  assert.deepEqual(await Promise.all([sent[0], later]), [{ seq: 1 }, { seq: 3 }])
})

test('[LIVE1] its time is over one day, there is room for so many, and after the last good-bye it fails', async () => {
  const { hub, live } = await setUp({ timing: { baseMs: 1, maxMs: 5, keepMs: 1, keepMax: 1 } })
  live.start()
  const visitor = await hub.visitor()
  await until(live, s => s.phase === 'open')
  const first = live.send(keyed('a'))
  await assert.rejects(live.send(keyed('b')), (error: LiveError) => error.code === 'too_many')
  await assert.rejects(first, (error: LiveError) => error.code === 'timeout')

  const patient = await setUp()
  patient.live.start()
  const other = await patient.hub.visitor()
  await until(patient.live, s => s.phase === 'open')
  const waiting = patient.live.send(keyed('c'))
  other.close(Bye.revoked.code)
  await assert.rejects(waiting, lost)
  await assert.rejects(patient.live.send(keyed('d')), lost)
  visitor.cut()
})

test('[LIVE11] a listener that throws harms no other, and its error comes out', async () => {
  const faults: unknown[] = []
  const { hub, live } = await setUp({ onFault: error => faults.push(error) })
  const broken = () => {
    throw new Error('broken')
  }
  live.state.subscribe(broken)
  live.subscribe('system', { snapshot: broken, delta: broken, state: broken })
  const ear = listener()
  live.subscribe('system', ear.on)
  live.start()
  const visitor = await hub.visitor()
  const { id } = await visitor.command()
  visitor.say(
    { re: id, ok: { topic: 'system' } },
    { topic: 'system', epoch: 'e', seq: 1, snapshot: 1 },
    { topic: 'system', seq: 2, delta: 2 },
  )
  await ear.count(2)
  assert.equal((await ear.state(one => one.phase === 'current')).gaps, 0)
  assert.ok(faults.length >= 4)
})

test('[LIVE11] what is no message ends the connection, and the next one is dialled ever later', async () => {
  const { hub, live } = await setUp()
  live.start()
  const visitor = await hub.visitor()
  visitor.text('<html>')
  const { failures } = await until(live, s => s.phase === 'waiting')
  assert.equal(failures, 1)
  const again = await hub.visitor()
  again.text('{"topic":')
  assert.equal((await until(live, s => s.phase === 'waiting')).failures, 2)
})
