import type { Log } from './log.ts'

export type Stoppable = { stop(): Promise<void> | void } | (() => Promise<void> | void)
export type StopStack = {
  /** What was added last is stopped first. */
  add(name: string, part: Stoppable): void
  /** True when every part stopped in time and without an error. Asked twice, it answers twice and acts once. */
  stop(): Promise<boolean>
}

/** Of the deadline, kept for each part that is still to come. */
const keptShare = 1 / 20

/**
 * No part takes the time of those below it: it may use what is left of the deadline but for a share for each of
 * them. Whoever is late is named, left to itself, and the next one is stopped.
 */
export function stopStack({ deadlineMs, log }: { deadlineMs: number; log: Log }): StopStack {
  const parts: { name: string; part: Stoppable }[] = []
  let stopping: Promise<boolean> | undefined
  let finished = false

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

  async function stopAll(): Promise<boolean> {
    const end = performance.now() + deadlineMs
    let clean = true
    for (let next = parts.pop(); next; next = parts.pop()) {
      const { name } = next
      const left = Math.max(0, end - performance.now())
      const ms = Math.max(left / (parts.length + 1), left - parts.length * deadlineMs * keptShare)
      const late = () => log.error({ part: name, waitedMs: Math.round(ms) }, 'not stopped in time')
      clean = (await inTime(stopOne(next), ms, late)) && clean
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
    stop: () => (stopping ??= stopAll()),
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
