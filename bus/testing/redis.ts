import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
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

// A test file that is told to stop takes its servers with it: ending through exit() runs the listeners below.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1))

export async function startRedis(
  o: {
    /** More of redis-server's own: `['--cluster-enabled', 'yes']`. */
    args?: string[]
    /** Be a Sentinel that watches the master on this port, under the name `mymaster`. */
    sentinelOf?: number
  } = {},
): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'test-redis-'))
  const port = await freePort()
  const where = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir]
  const args =
    o.sentinelOf === undefined
      ? [...where, '--save', '', '--appendonly', 'no', ...(o.args ?? [])]
      : [await sentinelFile(dir, o.sentinelOf), '--sentinel', ...where]
  let server = await launch(port, args)
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
      server = await launch(port, args)
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

/**
 * A sentinel writes what it learns into its configuration, so it wants a file. Its patience is longer than a busy
 * machine's stalls: a master that a test has not killed must not be taken for dead.
 */
async function sentinelFile(dir: string, master: number): Promise<string> {
  const file = join(dir, 'sentinel.conf')
  await writeFile(
    file,
    `sentinel monitor mymaster 127.0.0.1 ${master} 1
sentinel down-after-milliseconds mymaster 3000
sentinel failover-timeout mymaster 3000
`,
  )
  return file
}

/** The launcher behind `npm test` says where the server is. */
function redisServer(): { command: string; env: Record<string, string> } {
  const text = process.env['TEST_REDIS_SERVER']
  if (!text) throw new Error('TEST_REDIS_SERVER is not set: run the tests through `npm test`')
  return JSON.parse(text) as { command: string; env: Record<string, string> }
}

async function launch(port: number, args: string[]): Promise<ChildProcess> {
  const { command, env } = redisServer()
  const server = spawn(command, args, {
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
