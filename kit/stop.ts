import type { Log } from './log.ts'

export type Stoppable = { stop(): Promise<void> | void } | (() => Promise<void> | void)
export type StopStack = {
  /** What was added last is stopped first. */
  add(name: string, part: Stoppable): void
  /** True when every part stopped in time and without an error. Asked twice, it answers twice and acts once. */
  stop(): Promise<boolean>
}

export function stopStack({ deadlineMs, log }: { deadlineMs: number; log: Log }): StopStack {
  const parts: { name: string; part: Stoppable }[] = []
  let stopping: Promise<boolean> | undefined

  async function stopOne({ name, part }: { name: string; part: Stoppable }): Promise<boolean> {
    try {
      await (typeof part === 'function' ? part() : part.stop())
      log.debug({ part: name }, 'stopped')
      return true
    } catch (err) {
      log.error({ part: name, err }, 'failed to stop')
      return false
    }
  }

  let current = ''
  let finished = false
  async function stopAll(): Promise<boolean> {
    let clean = true
    for (let next = parts.pop(); next; next = parts.pop()) {
      current = next.name
      clean = (await stopOne(next)) && clean
    }
    finished = true
    return clean
  }

  return {
    add(name, part) {
      // What was still starting when the stop began must not outlive it.
      if (finished) void stopOne({ name, part })
      else parts.push({ name, part })
    },
    stop() {
      stopping ??= inTime(stopAll(), deadlineMs, () =>
        log.error({ part: current, deadlineMs }, 'not stopped in time'),
      )
      return stopping
    },
  }
}

async function inTime(work: Promise<boolean>, ms: number, late: () => void): Promise<boolean> {
  const { promise: deadline, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => {
    late()
    resolve(false)
  }, ms)
  return Promise.race([work, deadline]).finally(() => clearTimeout(timer))
}
