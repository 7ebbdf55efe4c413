import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Task } from './load-main.ts'

const ticksASecond = 100

const childrenOf = (pid: number): number[] =>
  readdirSync(`/proc/${pid}/task`).flatMap(task => {
    try {
      return readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
    } catch {
      return []
    }
  })
export function family(pid: number): number[] {
  try {
    return [pid, ...childrenOf(pid).flatMap(family)]
  } catch {
    return []
  }
}

/** Seconds of CPU, in user and kernel, and resident bytes of these processes and their children. */
export function usage(pids: readonly number[]): { cpuSeconds: number; rssBytes: number } {
  let ticks = 0
  let pages = 0
  for (const pid of pids.flatMap(family)) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    ticks += Number(fields[11]) + Number(fields[12])
    pages += Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  }
  return { cpuSeconds: ticks / ticksASecond, rssBytes: pages * 4_096 }
}

/** A process of ours that prints one JSON line when it is ready. */
export async function forked<T>(
  file: string,
  args: string[] = [],
  env: Record<string, string> = {},
  execArgv: string[] = [],
) {
  const child = fork(join(import.meta.dirname, file), args, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
    execArgv: [...process.execArgv, ...execArgv],
  })
  const [line] = (await once(child.stdout!, 'data')) as [Buffer]
  child.stdout!.resume()
  return { child, pid: child.pid!, said: JSON.parse(String(line)) as T }
}

export function startLoad() {
  const child = fork(join(import.meta.dirname, 'load-main.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return {
    child,
    async run<T>(task: Task): Promise<T> {
      child.send(task)
      const [answer] = (await once(child, 'message')) as [{ ok?: T; error?: string }]
      if (answer.error !== undefined) throw new Error(answer.error)
      return answer.ok!
    },
  }
}

export async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** `quiet` for one that says each connection: a pipe that nobody reads would stop it. */
export function program(
  file: string,
  args: string[],
  env: Record<string, string> = {},
  { quiet = false } = {},
): ChildProcess {
  return spawn(file, args, {
    stdio: ['ignore', 'ignore', quiet ? 'ignore' : 'inherit'],
    env: { ...process.env, ...env },
  })
}
