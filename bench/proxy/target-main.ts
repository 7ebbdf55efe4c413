import { createServer, type Socket } from 'node:net'

/*
 * What the contenders connect to. The first byte of a connection says what it wants: `d` + 8 bytes: so many bytes, as
 * fast as they go; `e`: everything back; `i`: nothing, it stays open. Prints its port.
 */
const chunk = Buffer.alloc(256 * 1024, 0x5a)

function give(socket: Socket, left: number): void {
  while (left > 0) {
    const size = Math.min(left, chunk.length)
    left -= size
    if (!socket.write(size === chunk.length ? chunk : chunk.subarray(0, size))) {
      socket.once('drain', () => give(socket, left))
      return
    }
  }
  socket.end()
}

const server = createServer({ noDelay: true, allowHalfOpen: true }, socket => {
  socket.on('error', () => {})
  socket.once('data', (first: Buffer) => {
    const what = String.fromCharCode(first[0]!)
    if (what === 'd') return give(socket, Number(first.readBigUInt64BE(1)))
    if (what === 'e') {
      if (first.length > 1) socket.write(first.subarray(1))
      socket.on('data', part => void socket.write(part))
    }
    socket.on('end', () => socket.end())
    socket.resume()
  })
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  const address = server.address()
  process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address!.port : 0 })}\n`)
})
process.on('disconnect', () => process.exit(0))
