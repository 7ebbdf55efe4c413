import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { createEcho } from './echo.ts'
import { Limits } from '#protocol/limits.ts'

const echo = createEcho({ ms: 2_000 })
let known = 0
const server = createServer(socket => {
  socket.on('error', () => {})
  socket.once('readable', () => {
    const first = socket.read() as Buffer | null
    if (!first || !echo.take(socket, first, () => known++)) socket.destroy()
  })
}).listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => {
  server.close()
  echo.stop()
})
const { port } = server.address() as AddressInfo

/** All that the door says to these pieces, until it closes. */
async function says(...pieces: (string | Buffer)[]): Promise<Buffer> {
  const socket: Socket = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.3', noDelay: true })
  const heard: Buffer[] = []
  socket.on('data', chunk => heard.push(chunk)).on('error', () => {})
  const closed = new Promise(resolve => socket.once('close', resolve))
  await new Promise(resolve => socket.once('connect', resolve))
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise(resolve => setTimeout(resolve, 2))
  }
  await closed
  return Buffer.concat(heard)
}

test('[CK1] a line that the edge waits for is answered with where it came from, and bytes; once', async () => {
  const awaited = echo.expect()
  assert.equal(awaited.address, null)
  const said = await says(awaited.line)
  assert.equal(awaited.address, '127.0.0.3')
  const line = Buffer.from('ADDRESS 127.0.0.3\n')
  assert.deepEqual(said.subarray(0, line.length), line)
  assert.deepEqual(said.subarray(line.length), awaited.payload)
  assert.equal(awaited.payload.length, Limits.echoBytes)
  assert.equal(known, 1)
  assert.equal((await says(awaited.line)).length, 0)
  assert.equal(known, 1)
})

test('[CK1] a line that comes byte by byte is as good', async () => {
  const awaited = echo.expect()
  const bytes = [...awaited.line].map(byte => Buffer.from([byte]))
  assert.ok((await says(...bytes)).length > Limits.echoBytes)
  assert.equal(awaited.address, '127.0.0.3')
})

test('[CK2] any other line is closed without an answer, and the one that is waited for stays good', async () => {
  const awaited = echo.expect()
  const line = awaited.line.toString()
  const before = known
  const bad = [
    'TRAFFIX-ECHO \n',
    `TRAFFIX-ECHO ${'A'.repeat(32)}\n`,
    line.toLowerCase(),
    line.replace('\n', '\r\n'),
    line.replace('\n', ' '),
    `${line}${line}`,
    `TRAFFIX-ECHO ${'A'.repeat(70_000)}`,
    'TRAFFIC',
  ]
  for (const text of bad) assert.equal((await says(text)).length, 0, text.slice(0, 60))
  assert.deepEqual([awaited.address, known], [null, before])
  assert.ok((await says(awaited.line)).length > 0)
})

test('[CK2] a line that nobody waits for any more is worth nothing', async () => {
  const forgotten = echo.expect()
  forgotten.forget()
  assert.equal((await says(forgotten.line)).length, 0)
  const short = createEcho({ ms: 5 })
  short.expect()
  await new Promise(resolve => setTimeout(resolve, 30))
  assert.equal(short.waiting, 0)
})
