import { createServer, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'

export type Seen = { method: string; target: string; headers: string[]; body: string }

/** Node's own server, which tells what it read on a connection. */
export async function startNodeServer() {
  const seen = new Map<number, Promise<Seen | 'broken'>[]>()
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    const port = request.socket.remotePort!
    seen.set(port, [...(seen.get(port) ?? []), read(request)])
    request.on('end', () => response.end())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    /** All requests that it made of these bytes and the end of the connection; `broken` is one that it refused. */
    async reads(bytes: Uint8Array): Promise<(Seen | 'broken')[]> {
      const socket = connect(port, '127.0.0.1')
      await once(socket, 'connect')
      const own = socket.localPort!
      seen.delete(own)
      let answer = ''
      socket.setEncoding('latin1').on('data', (text: string) => (answer += text))
      // It may close before it has read all.
      socket.on('error', () => {})
      socket.end(bytes)
      await once(socket, 'close')
      const all = await Promise.all(seen.get(own) ?? [])
      return answer.includes('HTTP/1.1 4') ? [...all.filter(it => it !== 'broken'), 'broken'] : all
    },
    async stop() {
      server.close()
      await once(server, 'close')
    },
  }
}

async function read(request: IncomingMessage): Promise<Seen | 'broken'> {
  let body = ''
  try {
    for await (const chunk of request.setEncoding('latin1')) body += chunk as string
  } catch {
    return 'broken'
  }
  return { method: request.method!, target: request.url!, headers: request.rawHeaders, body }
}
