import { CannotStart } from './cannot-start.ts'
import type { Log } from './log.ts'
import { stopStack, type StopStack } from './stop.ts'

/**
 * The life of a server process: start, wait to be told, stop in order.
 * Exit 0 on SIGTERM, SIGINT or a parent that is gone; 1 on a crash, a failed start or a missed deadline.
 */
export function runProcess(o: {
  log: Log
  deadlineMs: number
  start: (stops: StopStack) => Promise<void>
}): void {
  const { log } = o
  const stops = stopStack(o)
  let leaving = false

  async function leave(why: string, code: 0 | 1): Promise<void> {
    if (leaving) return
    leaving = true
    log.info({ why }, 'stopping')
    const clean = await stops.stop()
    log.info({ clean }, 'stopped')
    process.exit(clean ? code : 1)
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // Ctrl-C reaches the whole terminal group and the launcher then sends SIGTERM: two signals, one wish.
    // The same signal a second time is somebody who does not want to wait.
    process.once(signal, () => {
      process.once(signal, () => process.exit(1))
      void leave(signal, 0)
    })
  }
  if (process.send) process.once('disconnect', () => void leave('the parent is gone', 0))

  function crash(err: unknown): void {
    log.fatal({ err }, 'crashed')
    void leave('crash', 1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)

  o.start(stops).catch((err: unknown) => {
    if (leaving) return
    if (err instanceof CannotStart) process.stderr.write(`${err.message}\n`)
    else log.fatal({ err }, 'could not start')
    void leave('could not start', 1)
  })
}
