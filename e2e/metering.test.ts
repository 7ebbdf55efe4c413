import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { after, test } from 'node:test'
import { SocksClient } from 'socks'
import { endedGroup, endedRecords } from '#bus/ended.ts'
import { eventually } from '#bus/testing/eventually.ts'
import { createTestDatabase } from '#db/testing/database.ts'
import { unfiltered } from '#db/testing/usage.ts'
import { silentLog } from '#kit/log.ts'
import { startPosting } from '#ledger/usage.ts'
import type { SessionRecord } from '#protocol/session-record.ts'
import { password, startEdge } from '#proxy-edge/testing/edge.ts'

// customer --> real edge --> device --> target          edge: disk --> Redis --> ledger --> PostgreSQL

const s = await startEdge()
const { db, drop } = await createTestDatabase()
const posting = startPosting({ bus: s.hub, db, id: 'ledger-t', log: silentLog() })
after(async () => {
  await posting.stop()
  await s.stop()
  await drop()
})

/** What targets have read and written. */
const carried = { up: 0, down: 0 }
/** Answers each byte with two. */
const target = createServer({ allowHalfOpen: true }, socket => {
  socket.on('data', piece => {
    carried.up += piece.length
    carried.down += piece.length * 2
    if (!socket.write(Buffer.concat([piece, piece]))) {
      socket.pause()
      socket.once('drain', () => socket.resume())
    }
  })
  socket.on('end', () => socket.end()).on('error', () => {})
}).listen(0, '127.0.0.1')
await once(target, 'listening')
after(() => target.close())
const { port } = target.address() as AddressInfo

async function transfer(userId: string, bytes: number): Promise<void> {
  const { socket } = await SocksClient.createConnection({
    proxy: { host: '127.0.0.1', port: s.edge.socksPort, type: 5, userId, password },
    command: 'connect',
    destination: { host: '127.0.0.1', port },
  })
  let read = 0
  socket.on('data', piece => (read += piece.length))
  socket.end(randomBytes(bytes))
  await once(socket, 'end')
  assert.equal(read, bytes * 2)
}

const today = new Date(Date.now() - 86_400_000)
const tomorrow = new Date(Date.now() + 86_400_000)
async function posted(by: 'proxyUser' | 'node', cube: 'user' | 'node') {
  const zone = 'UTC'
  const q = {
    from: today,
    to: tomorrow,
    step: 'hour',
    zone,
    by,
    ...unfiltered,
    account: s.account.id,
  } as const
  const sums = new Map<string, [up: number, down: number]>()
  for (const { key, up, down } of await db.usage.rows(cube, q)) {
    const [u, d] = sums.get(key) ?? [0, 0]
    sums.set(key, [u + up, d + down])
  }
  return sums
}
const total = (sums: Map<string, [number, number]>) =>
  [...sums.values()].reduce((all, [up, down]) => ({ up: all.up + up, down: all.down + down }), {
    up: 0,
    down: 0,
  })

test('[ME7] what customers carried, what their sessions say and what is posted of them agree to the byte, over a restart too', async () => {
  const [phone, tablet] = [await s.device(), await s.device()]
  const users = [await s.user({ login: 'ann' }), await s.user({ login: 'bob' })]
  for (const user of users) await s.knows(user)
  await Promise.all(
    [1, 5_000, 300_001, 1_000_003].flatMap(bytes => [transfer('ann', bytes), transfer('bob', bytes + 7)]),
  )
  await eventually(async () => assert.deepEqual(total(await posted('proxyUser', 'user')), carried))
  const own = await posted('proxyUser', 'user')
  const bytes = (more: number) => 1 + 5_000 + 300_001 + 1_000_003 + 4 * more
  assert.deepEqual(own.get(users[0]!.id), [bytes(0), 2 * bytes(0)])
  assert.deepEqual(own.get(users[1]!.id), [bytes(7), 2 * bytes(7)])
  const nodes = await posted('node', 'node')
  assert.deepEqual(total(nodes), carried)
  for (const id of nodes.keys()) assert.ok([phone.node.id, tablet.node.id].includes(id))

  // What a life carried last goes out as it ends, or with the next one.
  await transfer('ann', 77_777)
  await s.restart()
  await s.device()
  await transfer('bob', 11)
  await eventually(async () => assert.deepEqual(total(await posted('proxyUser', 'user')), carried))

  const records: SessionRecord[] = []
  await endedGroup.join(s.hub)
  const reader = s.hub.blocking()
  after(() => reader.close())
  await eventually(async () => {
    for (const it of await endedGroup.read(reader, 'test', 100)) records.push(...endedRecords(it.text))
    const sum = (direction: 'up' | 'down') => records.reduce((all, it) => all + it[direction], 0)
    assert.deepEqual({ up: sum('up'), down: sum('down') }, carried)
  })
  assert.equal(records.length, 10)
})
