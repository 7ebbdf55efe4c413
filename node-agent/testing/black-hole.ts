import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

const listen = `
const [host, port] = process.argv.slice(1)
require('node:net').createServer().listen({ host, port: Number(port), backlog: 1 }, () => console.log('listening'))
`

/** An address of loopback where nothing answers, not even a refusal: its listener sleeps, and its queue is full. */
export async function createBlackHole(t: TestContext, host: string, port: number): Promise<void> {
  const child = spawn(process.execPath, ['-e', listen, host, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const sockets: Socket[] = []
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    child.kill('SIGKILL')
  })
  await once(child.stdout, 'data')
  child.kill('SIGSTOP')
  for (;;) {
    const socket = connect({ host, port })
    socket.on('error', () => {})
    sockets.push(socket)
    // The kernel answers for the sleeping one at once, while there is room.
    const answered = await Promise.race([
      once(socket, 'connect').then(() => true),
      new Promise<false>(resolve => setTimeout(resolve, 100, false)),
    ])
    if (!answered) return
  }
}
