import { createServer } from 'node:http'

/*
 * What the demo's customers fetch, on loopback: `/` says what it saw, `/bytes/N` gives N bytes, POST anywhere takes a
 * body and says how long it was, `/trickle/SECONDS` gives a little each second. Started by the launcher: `… PORT`.
 */
const maxBytes = 100_000_000
const chunk = Buffer.alloc(64 * 1024, 'traffix ')

const server = createServer((req, res) => {
  const [, what, value] = /^\/(bytes|trickle)\/(\d{1,9})$/.exec(req.url ?? '') ?? []
  if (what === 'bytes') return give(Math.min(Number(value), maxBytes))
  if (what === 'trickle') return trickle(Math.min(Number(value), 600))
  let received = 0
  req.on('data', (part: Buffer) => (received += part.length))
  req.on('end', () => {
    const said = {
      method: req.method,
      path: req.url,
      from: req.socket.remoteAddress,
      received,
      at: new Date().toISOString(),
    }
    res.setHeader('content-type', 'application/json').end(`${JSON.stringify(said)}\n`)
  })

  function give(left: number): void {
    req.resume()
    res.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': left })
    const more = (): void => {
      while (left > 0) {
        const size = Math.min(left, chunk.length)
        left -= size
        if (!res.write(chunk.subarray(0, size))) return void res.once('drain', more)
      }
      res.end()
    }
    more()
  }
  function trickle(seconds: number): void {
    req.resume()
    res.writeHead(200, { 'content-type': 'text/plain' })
    let left = seconds
    const timer = setInterval(() => {
      res.write(`${left} seconds to go\n`)
      if (--left <= 0) res.end()
    }, 1_000)
    res.on('close', () => clearInterval(timer))
  }
})
server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 501 Not Implemented\r\nContent-Length: 0\r\n\r\n'))
server.listen(Number(process.argv[2]), '127.0.0.1')
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0))
