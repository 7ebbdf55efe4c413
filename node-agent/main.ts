import { CannotStart } from '#kit/cannot-start.ts'
import { runAgent } from './run.ts'

try {
  process.exitCode = await runAgent(process.argv.slice(2), {
    out: process.stdout,
    err: process.stderr,
    onStop(stop) {
      for (const signal of ['SIGTERM', 'SIGINT'] as const)
        // The same signal a second time is somebody who does not want to wait.
        process.once(signal, () => {
          process.once(signal, () => process.exit(1))
          stop()
        })
      if (process.send) process.once('disconnect', stop)
    },
  })
} catch (error) {
  if (!(error instanceof CannotStart)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
process.exit()
