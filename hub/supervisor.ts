import { type ChildProcess, fork } from 'node:child_process'
import { configExitCode } from '#kit/config.ts'
import type { Log } from '#kit/log.ts'
import type { StopStack } from '#kit/stop.ts'
import { Limits } from '#protocol/limits.ts'

const workerFlag = '--worker'
export const isWorker = () => process.argv.includes(workerFlag)

const firstDelayMs = 100
const maxDelayMs = 5_000
const settledMs = 30_000

/** N hubs on one port. A dead one is started again; one that refuses its configuration ends them all. */
export function superviseWorkers(count: number, log: Log) {
  return async (stops: StopStack): Promise<void> => {
    const workers = new Set<ChildProcess>()
    let stopping = false

    function start(delayMs: number) {
      const startedAt = Date.now()
      // The IPC channel is the rope: when this process dies, a worker notices and stops in order.
      const worker = fork(process.argv[1]!, [workerFlag], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
      workers.add(worker)
      worker.once('exit', (code, signal) => {
        workers.delete(worker)
        if (stopping) return
        if (code === configExitCode) process.exit(code)
        const next = Date.now() - startedAt > settledMs ? firstDelayMs : Math.min(maxDelayMs, delayMs * 2)
        log.error({ pid: worker.pid, code, signal, restartInMs: next }, 'a hub process died')
        setTimeout(() => stopping || start(next), next)
      })
    }
    for (let i = 0; i < count; i++) start(firstDelayMs)

    stops.add('workers', async () => {
      stopping = true
      await Promise.all([...workers].map(end))
    })
  }
}

function end(worker: ChildProcess): Promise<void> {
  return new Promise(done => {
    if (worker.exitCode !== null || worker.signalCode !== null) return done()
    const kill = setTimeout(() => worker.kill('SIGKILL'), Limits.stopDeadlineMs - 500)
    worker.once('exit', () => {
      clearTimeout(kill)
      done()
    })
    worker.kill('SIGTERM')
  })
}
