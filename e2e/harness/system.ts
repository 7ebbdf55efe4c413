import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openOutbox } from '#hub/testing/outbox.ts'
import { descendants, type Part, pidOf } from './processes.ts'
import { withoutWorld } from '#hub/testing/without-world.ts'

export type DemoLogin = { role: 'admin' | 'operator' | 'client'; email: string; password: string }
export type System = Awaited<ReturnType<typeof startSystem>>

const root = join(import.meta.dirname, '../..')
const startTimeoutMs = 120_000

/** The whole system as a newcomer starts it: the launcher, with a data folder and ports of its own. */
export async function startSystem(env: Record<string, string> = {}, args: string[] = []) {
  const dataDir = env['TRAFFIX_DATA'] ?? mkdtempSync(join(tmpdir(), 'traffix-system-'))
  const doors = ['EDGE_SOCKS_PORT', 'EDGE_HTTP_PORT', 'EDGE_TUNNEL_PORT']
  const names = [
    'HUB_PORT',
    ...doors,
    'EDGE_OPS_PORT',
    'LEDGER_OPS_PORT',
    'TRAFFIX_PG_PORT',
    'TRAFFIX_REDIS_PORT',
  ]
  const ports = await freePorts(names.length)
  const chosen = Object.fromEntries(names.map((name, i) => [name, String(ports[i])]))
  // A test that is killed takes its system with it.
  const watched = { TRAFFIX_WATCH_PARENT: String(process.pid) }
  // Phones that change their network and leave now and then would end a test's session once in a hundred runs.
  const calm = { TRAFFIX_DEMO_FLEET: '--churn 0 --speed 0' }
  // Beside the demo's own.
  const all: Record<string, string> = {
    ...withoutWorld,
    ...chosen,
    ...watched,
    ...calm,
    TRAFFIX_DATA: dataDir,
    ...env,
  }
  const launcher = spawn(process.execPath, ['scripts/launch.mjs', 'start', ...args], {
    cwd: root,
    env: { ...inherited(), ...all },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = collect(launcher)
  const url = `http://127.0.0.1:${all['HUB_PORT']}`
  await ready(launcher, url, said)

  return {
    url,
    dataDir,
    env: all,
    launcher,
    said,
    outbox: openOutbox(join(dataDir, 'outbox')),
    logins: logins(dataDir),
    login(role: DemoLogin['role']): DemoLogin {
      const found = this.logins.find(login => login.role === role)
      if (!found) throw new Error(`no demo login for ${role}`)
      return found
    },
    pids: () => descendants(launcher.pid!),
    pid: (part: Part) => pidOf(launcher.pid!, part),
    /** SIGKILL, as a crash. */
    kill: (part: Part) => process.kill(pidOf(launcher.pid!, part), 'SIGKILL'),
    /** Alive and silent, with all its children; answers what lets it go on. */
    freeze(part: Part): () => void {
      const pid = pidOf(launcher.pid!, part)
      const pids = [pid, ...descendants(pid).map(p => p.pid)]
      for (const one of pids) process.kill(one, 'SIGSTOP')
      return () => {
        for (const one of pids) process.kill(one, 'SIGCONT')
      }
    },
    until,
    /** Stops it as `signal` would, and answers the launcher's exit code. */
    async stop(signal: NodeJS.Signals = 'SIGTERM', keepData = false): Promise<number | null> {
      if (launcher.exitCode === null && launcher.signalCode === null) {
        const gone = once(launcher, 'close')
        launcher.kill(signal)
        await gone
      }
      if (!keepData) rmSync(dataDir, { recursive: true, force: true })
      return launcher.exitCode
    },
  }
}

/** Asks until it is so. What a thing that is just being restarted throws is not an answer. */
export async function until(what: string, so: () => boolean | Promise<boolean>, ms = 60_000): Promise<void> {
  const deadline = performance.now() + ms
  while (
    !(await Promise.resolve()
      .then(so)
      .catch(() => false))
  ) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`)
    await pause(50)
  }
}

/** Whatever made this run must not configure the system that is under test. */
function inherited(): NodeJS.ProcessEnv {
  const own = /^(DATABASE_URL|REDIS_URL|PUBLIC_URL|SMTP_URL|HUB_|EDGE_|LEDGER_|TRAFFIX_|LOG_LEVEL)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)))
}

function collect(child: ChildProcess): { text: string } {
  const said = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (said.text += String(chunk)))
  return said
}

async function ready(launcher: ChildProcess, url: string, said: { text: string }): Promise<void> {
  const up = until(
    'the system is ready',
    async () => said.text.includes(url) && (await fetch(`${url}/ready`)).ok,
    startTimeoutMs,
  )
  const ended = once(launcher, 'close').then(() => Promise.reject(new Error('the launcher ended')))
  try {
    await Promise.race([up, ended])
  } catch (error) {
    launcher.kill('SIGTERM')
    throw new Error(`the system did not start\n${said.text}`, { cause: error })
  } finally {
    up.catch(() => undefined)
    ended.catch(() => undefined)
  }
}

function logins(dataDir: string): DemoLogin[] {
  const path = join(dataDir, 'demo.json')
  if (!existsSync(path)) return []
  return (JSON.parse(readFileSync(path, 'utf8')) as { logins: DemoLogin[] }).logins
}

export async function freePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(holders.map(holder => once(holder, 'listening')))
  const ports = holders.map(holder => (holder.address() as AddressInfo).port)
  await Promise.all(holders.map(holder => once(holder.close(), 'close')))
  return ports
}
