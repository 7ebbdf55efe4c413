import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import { Bye } from '#protocol/bye.ts'
import { startTestHub, type TestHub } from '../testing/hub.ts'
import { sampleSign } from '../testing/sign.ts'
import { openSocket } from '../testing/socket.ts'

let hub: TestHub
let brisk: TestHub
before(async () => {
  hub = await startTestHub()
  brisk = await startTestHub({ socketTiming: { pingMs: 1_000, idleMs: 3_000 } })
})
after(() => Promise.all([hub.stop(), brisk.stop()]))

test('[WS13] a peer that answers pings stays, a silent one is gone', async () => {
  const client = await brisk.signedIn('client')
  const open = async (autoPong: boolean) => {
    const ws = new WebSocket(`${brisk.url.replace('http', 'ws')}/ws`, {
      headers: { cookie: client.cookie },
      autoPong,
    })
    await once(ws, 'open')
    return ws
  }
  const lively = await open(true)
  const silent = await open(false)
  await once(silent, 'ping')
  const [code] = (await once(silent, 'close')) as [number]
  assert.equal(code, Bye.idle.code)
  assert.equal(lively.readyState, WebSocket.OPEN)
  lively.terminate()
})

test('[WS13] whoever hears telemetry is pinged with it in one write, and without it when there is none', async () => {
  const quiet = await startTestHub({ tickMs: null, socketTiming: { pingMs: 1_000, idleMs: 5_000 } })
  const staff = await quiet.signedIn('operator')
  const reader = await openSocket(quiet.url, { cookie: staff.cookie })
  await reader.command({ do: 'subscribe', topic: 'system' })
  const ping = Buffer.from([0x89, 0])
  const writes: Buffer[] = []
  wireOf(reader.ws).on('data', (chunk: Buffer) => writes.push(chunk))
  while (!writes.some(chunk => chunk.equals(ping))) await once(wireOf(reader.ws), 'data')

  writes.length = 0
  for (let n = 0; !writes.some(chunk => chunk.length > 2 && chunk.subarray(0, 2).equals(ping)); n++) {
    await quiet.bus.publish('processes', sign('other', n, 100))
    await once(reader.ws, 'ping')
    quiet.hub.publish()
  }
  assert.equal(reader.ws.readyState, WebSocket.OPEN)
  await quiet.stop()
})

test('[WS15] a reader that has stopped reading can be told good-bye, and nobody else feels it', async t => {
  const own = await startTestHub()
  t.after(() => own.stop())
  const admin = await own.signedIn('admin')
  const staff = await own.signedIn('operator')
  const quick = await openSocket(own.url, { cookie: staff.cookie })
  await quick.command({ do: 'subscribe', topic: 'system' })
  for (let n = 0; n < 20; n++) await own.bus.publish('processes', sign(`p${n}`, n, 1_000_000))
  await quick.next(m => 'delta' in m && m['delta'].changed.some((p: any) => p.pid === 19))
  // Some seconds later all twenty are said to be silent: as much again, with which nobody keeps up for a moment.
  await quick.command({ do: 'unsubscribe', topic: 'system' })

  // One state of 20 MB is far more than the kernel and the hub take for one reader.
  const slow = await openSocket(own.url, { cookie: staff.cookie })
  await slow.command({ do: 'subscribe', topic: 'system' })
  await once(wireOf(slow.ws), 'data')
  slow.ws.pause()
  const second = await openSocket(own.url, { cookie: staff.cookie })
  const { status } = await admin.patch(`/api/users/${staff.user.id}`, { status: 'disabled' })
  assert.equal(status, 200)
  for (const socket of [quick, second]) assert.equal((await socket.closed()).code, Bye.disabled.code)
  const closed = once(slow.ws, 'close')
  slow.ws.resume()
  await closed
})

test('[WS14] a reader that stops reading is skipped, keeps its socket, and is brought up to date', async () => {
  const staff = await hub.signedIn('operator')
  const slow = await openSocket(hub.url, { cookie: staff.cookie })
  const quick = await openSocket(hub.url, { cookie: staff.cookie })
  for (const socket of [slow, quick]) {
    await socket.command({ do: 'subscribe', topic: 'system' })
    await socket.next(m => 'snapshot' in m)
  }
  slow.ws.pause()
  // Far more than the kernel and the hub hold for one reader; everyone else gets every change.
  let last = 0
  for (let round = 0; round < 6; round++) {
    for (let n = 0; n < 20; n++) await hub.bus.publish('processes', sign(`p${n}`, round))
    const delta = await quick.next(m => 'delta' in m && m['delta'].changed.some((p: any) => p.pid === round))
    assert.ok(delta['seq'] > last)
    last = delta['seq']
  }
  slow.ws.resume()
  const merged = await slow.next(m => 'from' in m && m['seq'] >= last)
  assert.equal(merged['delta'].changed.length, 20, 'one change of all that were missed')
  for (const { pid } of merged['delta'].changed) assert.equal(pid, 5)
  assert.ok((await slow.command({ do: 'ping' })).ok)
  slow.close()
  quick.close()
})

const wireOf = (ws: WebSocket) => (ws as unknown as { _socket: Socket })._socket

const sign = (id: string, pid: number, size = 100_000) => ({
  ...sampleSign,
  id,
  pid,
  host: 'x'.repeat(size),
  at: Date.now(),
})
