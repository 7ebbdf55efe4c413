import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { FromBrowser, ToBrowser } from '#protocol/socket.ts'

/** A hub that says what the test says: every connection and every command is waited for, nothing is timed. */
export async function startScriptedHub() {
  let server = await listen(0)
  const { port } = server.address() as AddressInfo
  const visitors: Visitor[] = []
  const wanted: ((visitor: Visitor) => void)[] = []
  const accept = () =>
    server.on('connection', socket => {
      const visitor = createVisitor(socket)
      const next = wanted.shift()
      if (next) next(visitor)
      else visitors.push(visitor)
    })
  accept()

  return {
    url: `ws://127.0.0.1:${port}/ws`,
    /** The next connection, now or when it comes. */
    visitor(): Promise<Visitor> {
      const there = visitors.shift()
      return there ? Promise.resolve(there) : new Promise(resolve => wanted.push(resolve))
    },
    async die() {
      for (const client of server.clients) client.terminate()
      await new Promise(resolve => server.close(resolve))
    },
    async rise() {
      server = await listen(port)
      accept()
    },
  }
}
export type ScriptedHub = Awaited<ReturnType<typeof startScriptedHub>>

async function listen(port: number) {
  const server = new WebSocketServer({ host: '127.0.0.1', port })
  await once(server, 'listening')
  return server
}

function createVisitor(socket: WebSocket) {
  const heard: FromBrowser[] = []
  const wanted: ((command: FromBrowser) => void)[] = []
  socket.on('message', (data: Buffer) => {
    const command = JSON.parse(data.toString()) as FromBrowser
    const next = wanted.shift()
    if (next) next(command)
    else heard.push(command)
  })
  return {
    protocol: socket.protocol,
    /** The next command, now or when it comes. */
    command(): Promise<FromBrowser> {
      const there = heard.shift()
      return there ? Promise.resolve(there) : new Promise(resolve => wanted.push(resolve))
    },
    say: (...messages: ToBrowser[]) =>
      socket.send(JSON.stringify(messages.length === 1 ? messages[0] : messages)),
    text: (text: string) => socket.send(text),
    /** As much of a frame as was on the way when the wire was cut. */
    sayHalf(message: ToBrowser) {
      const text = Buffer.from(JSON.stringify(message).padEnd(200))
      const head = Buffer.from([0x81, 126, text.length >> 8, text.length & 255])
      const wire = (socket as unknown as { _socket: Socket })._socket
      wire.end(Buffer.concat([head, text.subarray(0, 100)]))
    },
    close: (code: number, reason = '') => socket.close(code, reason),
    cut: () => socket.terminate(),
    gone: once(socket, 'close'),
  }
}
export type Visitor = ReturnType<typeof createVisitor>
