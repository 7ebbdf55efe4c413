import type { Log } from './log.ts'

/**
 * Runs `fn` each `ms`, never twice at once: a run that takes too long swallows the beats it missed.
 * An error is logged and the next beat comes all the same. Stopping waits for the run in progress.
 */
export function every(
  ms: number,
  fn: () => Promise<void> | void,
  { log, unref = false }: { log: Log; unref?: boolean },
): () => Promise<void> {
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout
  let due = performance.now() + ms

  function plan(): void {
    timer = setTimeout(beat, Math.max(0, due - performance.now()))
    if (unref) timer.unref()
  }

  function beat(): void {
    running = run().then(() => {
      const missed = Math.max(0, Math.floor((performance.now() - due) / ms))
      due += ms * (missed + 1)
      if (!stopped) plan()
    })
  }

  async function run(): Promise<void> {
    try {
      await fn()
    } catch (err) {
      log.error({ err }, 'a timer failed')
    }
  }

  plan()
  return () => {
    stopped = true
    clearTimeout(timer)
    return running
  }
}
