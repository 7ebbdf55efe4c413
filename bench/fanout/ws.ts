import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { delta, type Fanout, topicNames } from './said.ts'

/** `ws` with a set of readers a topic, encoded once. */
export async function startWs(): Promise<Fanout> {
  const rooms = new Map(topicNames.map(topic => [topic, new Set<WebSocket>()]))
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/ws', perMessageDeflate: false })
  server.on('connection', ws => {
    ws.on('message', () => {
      for (const room of rooms.values()) room.add(ws)
    })
    ws.on('close', () => {
      for (const room of rooms.values()) room.delete(ws)
    })
  })
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    publish(tick, topics) {
      for (const topic of topics) {
        const frame = Buffer.from(JSON.stringify({ topic, seq: tick, delta: delta(tick) }))
        for (const ws of rooms.get(topic) ?? []) ws.send(frame, { binary: false })
      }
    },
  }
}
