import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A real redis-server for one test file, on a port of its own. It may be killed, frozen and started again. */
export type TestRedis = {
  readonly url: string
  readonly port: number
  /** SIGKILL, as a machine that loses power. */
  kill(): Promise<void>
  /** On the same port; empty, unless it was started with persistence. */
  restart(): Promise<void>
  /** Alive for TCP and silent: the failure that no socket error tells. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

/** `args`: more of redis-server's own, e.g. `['--cluster-enabled', 'yes']`. */
export async function startRedis(o: { args?: string[] } = {}): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'test-redis-'))
  const port = await freePort()
  let server = await launch(port, dir, o.args ?? [])
  const killAtExit = () => server.kill('SIGKILL')
  process.once('exit', killAtExit)

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGKILL')
    await gone
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    async restart() {
      await kill()
      server = await launch(port, dir, o.args ?? [])
    },
    freeze: () => void server.kill('SIGSTOP'),
    thaw: () => void server.kill('SIGCONT'),
    async stop() {
      await kill()
      process.removeListener('exit', killAtExit)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** The launcher behind `npm test` says where the server is. */
function redisServer(): { command: string; env: Record<string, string> } {
  const text = process.env['TEST_REDIS_SERVER']
  if (!text) throw new Error('TEST_REDIS_SERVER is not set: run the tests through `npm test`')
  return JSON.parse(text) as { command: string; env: Record<string, string> }
}

async function launch(port: number, dir: string, args: string[]): Promise<ChildProcess> {
  const { command, env } = redisServer()
  const base = [
    '--bind',
    '127.0.0.1',
    '--port',
    String(port),
    '--dir',
    dir,
    '--save',
    '',
    '--appendonly',
    'no',
  ]
  const server = spawn(command, [...base, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  server.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  while (!(await answers(port))) {
    if (server.exitCode !== null) throw new Error(`redis-server did not start:\n${said}`)
    await sleep(20)
  }
  return server
}

/** A port that was free a moment ago; whoever loses the race for it sees the server's own message. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write('PING\r\n')
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    return chunk.toString().startsWith('+PONG')
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
