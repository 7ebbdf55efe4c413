import { type ChildProcess, fork } from 'node:child_process'
import { configExitCode } from '#kit/config.ts'
import type { Log } from '#kit/log.ts'
import type { StopStack } from '#kit/stop.ts'
import { Limits } from '#protocol/limits.ts'
import { type FromWorker, type Series, type ToWorker, workerFlag } from './worker.ts'

const firstDelayMs = 100
const maxDelayMs = 5_000
const settledMs = 30_000
/** A worker names the part that kept it when its own deadline is over; only then it is killed, and then we end. */
const killMs = Limits.stopDeadlineMs + 1_000
export const supervisorDeadlineMs = killMs + 500
/** How long a scrape waits for a worker that does not answer. */
const seriesWithinMs = 1_000

type End = { code?: number | null; signal?: NodeJS.Signals | null; err?: unknown }

/**
 * N hubs on one port. The first one shows whether it can be done at all: when it cannot, its line stands alone and
 * we end as it did. After that a dead one is started again; one that refuses its configuration ends them all.
 */
export function superviseWorkers(count: number, log: Log) {
  return async (stops: StopStack): Promise<void> => {
    const workers = new Set<ChildProcess>()
    const gathering = gatherSeries(workers)
    const first = Promise.withResolvers<void>()
    let came = false
    let stopping = false

    function start(number: number, delayMs: number) {
      const startedAt = Date.now()
      let over = false
      const gone = (end: End) => {
        if (over) return
        over = true
        if (stopping) return
        if (end.code === configExitCode) process.exit(configExitCode)
        if (!came) return first.reject(new Error('no hub process came up', { cause: end.err }))
        const next = Date.now() - startedAt > settledMs ? firstDelayMs : Math.min(maxDelayMs, delayMs * 2)
        log.error({ number, ...end, restartInMs: next }, 'a hub process died')
        setTimeout(() => stopping || start(number, next), next)
      }
      try {
        // The IPC channel is the rope: when this process dies, a worker notices and stops in order.
        const worker = fork(process.argv[1]!, [`${workerFlag}${number}`], {
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        })
        workers.add(worker)
        worker.once('exit', (code, signal) => {
          workers.delete(worker)
          gone({ code, signal })
        })
        worker.on('error', err => {
          log.error({ err, number }, 'a hub process')
          if (worker.pid !== undefined) return
          workers.delete(worker)
          gone({ err })
        })
        worker.on('message', (message: FromWorker) => {
          if (message.say === 'listening') listening()
          else gathering.heard(worker, message)
        })
      } catch (err) {
        gone({ err })
      }
    }

    function listening() {
      if (came) return
      came = true
      for (let number = 2; number <= count; number++) start(number, firstDelayMs)
      first.resolve()
    }

    stops.add('workers', async () => {
      stopping = true
      const clean = await Promise.all([...workers].map(stopWorker))
      if (clean.includes(false)) throw new Error('a hub process did not stop in order')
    })
    start(1, firstDelayMs)
    await first.promise
  }
}

/** True when it ended in order, or was told to before it had begun anything. */
function stopWorker(worker: ChildProcess): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const kill = setTimeout(() => worker.kill('SIGKILL'), killMs)
  worker.once('exit', (code, signal) => {
    clearTimeout(kill)
    resolve(code === 0 || signal === 'SIGTERM' || signal === 'SIGINT')
  })
  worker.kill('SIGTERM')
  return promise
}

/** One worker asks for the figures of all; those that do not answer in time are left out. */
function gatherSeries(workers: ReadonlySet<ChildProcess>) {
  const open = new Map<number, (worker: ChildProcess, series: Series) => void>()
  let ids = 0
  const tell = (worker: ChildProcess, message: ToWorker) => void worker.send(message, () => {})

  function ask(asker: ChildProcess, theirId: number) {
    const id = ++ids
    const waiting = new Set(workers)
    const all: Series[] = []
    const end = () => {
      clearTimeout(timer)
      if (open.delete(id)) tell(asker, { say: 'all', id: theirId, all })
    }
    const timer = setTimeout(end, seriesWithinMs)
    open.set(id, (worker, series) => {
      if (waiting.delete(worker)) all.push(series)
      if (waiting.size === 0) end()
    })
    for (const worker of waiting) tell(worker, { say: 'give', id })
  }

  return {
    heard(worker: ChildProcess, message: Exclude<FromWorker, { say: 'listening' }>) {
      if (message.say === 'ask') ask(worker, message.id)
      else open.get(message.id)?.(worker, message.series)
    },
  }
}
