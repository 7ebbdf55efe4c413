import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { delta, type Fanout, topicNames } from './said.ts'

/** Socket.IO as its pages teach it: a room a topic, straight to WebSocket, without compression. */
export async function startSocketIo(): Promise<Fanout> {
  const http = createServer()
  const io = new Server(http, { transports: ['websocket'], serveClient: false, perMessageDeflate: false })
  io.on('connection', socket => {
    socket.on('subscribe', () => void socket.join(topicNames))
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return {
    port: (http.address() as AddressInfo).port,
    publish(tick, topics) {
      for (const topic of topics) io.to(topic).emit(topic, { seq: tick, delta: delta(tick) })
    },
  }
}
