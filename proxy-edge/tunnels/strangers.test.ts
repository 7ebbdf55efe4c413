import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { createStrangers } from './strangers.ts'

const server = createServer().listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => server.close())

/** One that says nothing, as the server sees it, and when it was let go of. */
async function come(): Promise<{ here: Socket; there: Socket; closed: Promise<unknown> }> {
  const accepted = once(server, 'connection')
  const there = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {})
  const [here] = (await accepted) as [Socket]
  return { here, there, closed: Promise.all([once(here, 'close'), once(there.resume(), 'close')]) }
}

test('[TN8] of too many who have proved nothing the oldest goes, and who has proved it stays', async () => {
  const strangers = createStrangers({ most: 2, ms: 60_000, onLate: assert.fail })
  const [proved, old, young, last] = [await come(), await come(), await come(), await come()]
  strangers.enter(proved.here)
  strangers.leave(proved.here)
  for (const it of [old, young, last]) strangers.enter(it.here)
  await old.closed
  assert.equal(strangers.size, 2)
  assert.deepEqual(
    [proved, young, last].map(it => it.here.destroyed),
    [false, false, false],
  )
  strangers.closeAll()
  await Promise.all([young.closed, last.closed])
  assert.deepEqual([strangers.size, proved.here.destroyed], [0, false])
  proved.here.destroy()
})

test('[TN8] who stays without proving anything is let go of', async () => {
  let late = 0
  const strangers = createStrangers({ most: 2, ms: 20, onLate: () => late++ })
  const one = await come()
  strangers.enter(one.here)
  await one.closed
  assert.deepEqual([late, strangers.size], [1, 0])
})
