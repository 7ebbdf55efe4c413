import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { SocksClient } from 'socks'
import { readDoors } from '#bus/doors.ts'
import { endedGroup, endedRecords } from '#bus/ended.ts'
import { eventually } from '#bus/testing/eventually.ts'
import type { SessionRecord } from '#protocol/session-record.ts'
import { password, startEdge } from './testing/edge.ts'

/** An edge with a node, a customer and an echo, and what it stored of its sessions. */
async function scene(t: { after(fn: () => unknown): void }, drainMs: number) {
  const s = await startEdge({ drainMs })
  t.after(() => s.stop())
  const { device } = await s.device()
  await s.knows(await s.user())
  const echo = createServer(socket => socket.pipe(socket).on('error', () => {})).listen(0, '127.0.0.1')
  await once(echo, 'listening')
  t.after(() => echo.close())
  await endedGroup.join(s.hub)
  const reader = s.hub.blocking()
  t.after(() => reader.close())
  const dial = async (): Promise<Socket> => {
    const { socket } = await SocksClient.createConnection({
      proxy: { host: '127.0.0.1', port: s.edge.socksPort, type: 5, userId: 'ann', password },
      command: 'connect',
      destination: { host: '127.0.0.1', port: (echo.address() as AddressInfo).port },
    })
    return socket.on('error', () => {})
  }
  const stored: SessionRecord[] = []
  const records = async (count: number): Promise<SessionRecord[]> => {
    await eventually(async () => {
      const entries = await endedGroup.read(reader, 'test', 1)
      stored.push(...entries.flatMap(it => endedRecords(it.text)))
      await endedGroup.done(
        s.hub,
        entries.map(it => it.id),
      )
      assert.equal(stored.length, count)
    })
    return stored
  }
  return { s, device, dial, records }
}
async function said(socket: Socket, text: string): Promise<string> {
  socket.write(text)
  return String((await once(socket, 'data'))[0])
}

test('[SE7] an edge that stops takes nobody new, tells its nodes, and lets open sessions finish', async t => {
  const { s, device, dial, records } = await scene(t, 60_000)
  const socket = await dial()
  assert.equal(await said(socket, 'before'), 'before')
  const { socksPort, httpPort, tunnelPort } = s.edge
  const stopped = s.edge.stop()
  assert.equal((await device.hears('leaving')).reason, 'restart')
  for (const port of [socksPort, httpPort, tunnelPort]) {
    const [err] = (await once(connect(port, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException]
    assert.equal(err.code, 'ECONNREFUSED')
  }
  assert.deepEqual(await readDoors(s.hub), [])
  assert.equal(await said(socket, 'and still'), 'and still')
  socket.end()
  await stopped
  await device.closed
  const [record] = await records(1)
  assert.deepEqual([record!.ended, record!.up, record!.down], ['client_closed', 15, 15])
})

test('[SE7] who does not finish in time is ended, and that is stored too', async t => {
  const { s, dial, records } = await scene(t, 50)
  const socket = await dial()
  assert.equal(await said(socket, 'before'), 'before')
  const closed = new Promise(resolve => socket.once('close', resolve))
  await s.edge.stop()
  await closed
  const [record] = await records(1)
  assert.deepEqual([record!.ended, record!.up, record!.down], ['edge_stopped', 6, 6])
})
