import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { resetSocket } from './reset-socket.ts'

const ways: [string, (socket: Socket) => unknown, string | null][] = [
  ['idle', () => {}, 'ECONNRESET'],
  ['in a write', socket => socket.write(Buffer.alloc(4 << 20)), 'ECONNRESET'],
  ['with a FIN behind a write', socket => socket.end(Buffer.alloc(4 << 20)), 'ECONNRESET'],
  ['while it says FIN', socket => socket.end(), null],
]

test('[KT11] a socket that is reset is gone, whatever it was about to do; its peer never takes a part for the whole', async t => {
  for (const [what, before, expected] of ways) {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const peer = connect((server.address() as AddressInfo).port, '127.0.0.1')
    t.after(() => peer.destroy())
    const told = new Promise(resolve => {
      peer.on('error', (err: NodeJS.ErrnoException) => resolve(err.code)).on('end', () => resolve(null))
    })
    const [socket] = (await once(server, 'connection')) as [Socket]
    socket.on('error', () => {})
    const closed = once(socket, 'close')
    before(socket)
    await new Promise(resolve => process.nextTick(resolve))
    resetSocket(socket)
    await closed
    peer.resume()
    assert.equal(await told, expected, what)
    server.close()
    await once(server, 'close')
  }
})
