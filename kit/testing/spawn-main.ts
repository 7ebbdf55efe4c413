import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type Main = {
  child: ChildProcess
  /** Resolves when stdout has said it. */
  said(text: string): Promise<void>
  /** How it ended, with all it wrote. */
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>
}

/** Runs a process's own main as the launcher would, with nothing but the given variables. */
export function spawnMain(
  file: string,
  o: { args?: string[]; env?: Record<string, string>; ipc?: boolean } = {},
): Main {
  const child = spawn(process.execPath, [file, ...(o.args ?? [])], {
    env: { PATH: process.env['PATH'] ?? '', ...o.env },
    stdio: ['pipe', 'pipe', 'pipe', ...(o.ipc ? (['ipc'] as const) : [])],
  })
  const killAtExit = () => child.kill('SIGKILL')
  process.once('exit', killAtExit)
  let stdout = ''
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    child.emit('said')
  })
  // Not 'close': with an IPC channel that was closed from this side Node never says it.
  const flushed = [child.stdout, child.stderr].map(stream => stream && once(stream, 'end'))
  const ended = Promise.all([once(child, 'exit'), ...flushed]).then(([[code]]) => {
    process.removeListener('exit', killAtExit)
    child.emit('said')
    return { code: code as number | null, stdout, stderr }
  })
  return {
    child,
    ended,
    async said(text) {
      while (!stdout.includes(text)) {
        if (child.exitCode !== null) throw new Error(`ended without saying "${text}":\n${stdout}${stderr}`)
        await once(child, 'said')
      }
    },
  }
}
