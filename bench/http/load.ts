import { connect, type Socket } from 'node:net'
import type { Peer } from './compare.ts'

type Plan = { seconds: number; connections: number }

/** Asks as fast as it is answered, one request at a time on each of a few connections. Every answer of a peer
 *  has the same length, so answers are counted by bytes and the load costs less than the server. */
export async function load(peer: Peer, { seconds, connections }: Plan) {
  const request = `GET /api/auth/me HTTP/1.1\r\nhost: 127.0.0.1:${peer.port}\r\ncookie: ${peer.cookie}\r\n\r\n`
  const length = await answerLength(peer.port, request)
  const bytes = Buffer.from(request)
  const latencies: number[] = []
  const until = performance.now() + seconds * 1_000
  const startedAt = performance.now()
  let requests = 0

  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = await open(peer.port)
      let received = 0
      let sentAt = performance.now()
      await new Promise<void>((done, fail) => {
        socket.on('error', fail)
        socket.on('close', () => fail(new Error(`${peer.name} closed the connection`)))
        socket.on('data', chunk => {
          received += chunk.length
          if (received < length) return
          if (received > length) return fail(new Error(`${peer.name}: an answer of another length`))
          received = 0
          requests++
          latencies.push(performance.now() - sentAt)
          if (performance.now() >= until) return done()
          sentAt = performance.now()
          socket.write(bytes)
        })
        socket.write(bytes)
      })
      socket.destroy()
    }),
  )
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
  return { requests, seconds: (performance.now() - startedAt) / 1_000, p50Ms: at(0.5), p99Ms: at(0.99) }
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.setNoDelay(true)
    socket.once('error', reject)
  })
}

/** One answer, checked to be the right one, and how long it is on the wire. */
async function answerLength(port: number, request: string): Promise<number> {
  const socket = await open(port)
  let text = ''
  socket.write(request)
  for await (const chunk of socket) {
    text += String(chunk)
    const [head = '', body = ''] = text.split('\r\n\r\n')
    const declared = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? -1)
    if (declared >= 0 && body.length >= declared) break
  }
  if (!/^HTTP\/1.1 200 /.test(text) || !text.includes('"email"')) throw new Error(`not the answer: ${text}`)
  return text.length
}
