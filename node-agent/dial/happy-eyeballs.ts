import { AgentLimits } from '../limits.ts'
import { type Failed, nearest } from './dialed.ts'
import type { Found } from './resolve.ts'

/** Starts one attempt. Exactly one of the two is called, unless it is cancelled before. */
export type Attempt<T> = (
  address: string,
  done: { won(value: T): void; failed(why: Failed): void },
) => { cancel(): void }

export type Race<T> = { result: Promise<{ ok: true; value: T } | Failed>; cancel(why: Failed): void }

/**
 * RFC 8305: v6 first, families in turn, the next attempt when the last one failed or has taken 250 ms; the first that
 * is through wins and the others are cancelled. A v4 answer waits up to 50 ms for the v6 one; an answer that is later
 * than that joins the race.
 */
export function raceAddresses<T>(o: {
  found: Found
  attempt: Attempt<T>
  /** What may not be tried; its reasons count as failures. */
  judge(address: string): Failed | null
}): Race<T> {
  const { promise: result, resolve } = Promise.withResolvers<{ ok: true; value: T } | Failed>()
  const waiting: Record<'v6' | 'v4', string[]> = { v6: [], v4: [] }
  const running = new Set<{ cancel(): void }>()
  const failures: Failed[] = []
  let next: 'v6' | 'v4' = 'v6'
  let unanswered = 2
  let started = 0
  let over = false
  let timer: NodeJS.Timeout | undefined

  function finish(how: { ok: true; value: T } | Failed): void {
    if (over) return
    over = true
    clearTimeout(timer)
    for (const attempt of running) attempt.cancel()
    running.clear()
    resolve(how)
  }

  function answered(family: 'v6' | 'v4', addresses: readonly string[]): void {
    if (over) return
    unanswered--
    for (const address of addresses) {
      const why = o.judge(address)
      if (why) failures.push(why)
      else waiting[family].push(address)
    }
    if (started > 0) {
      // It joins: when the running attempt has had its time, or there is none.
      if (timer === undefined || running.size === 0) startNext()
    } else if (family === 'v6' || unanswered === 0) startNext()
    else timer = setTimeout(startNext, AgentLimits.resolutionDelayMs)
  }

  function startNext(): void {
    clearTimeout(timer)
    timer = undefined
    if (over) return
    const address = started < AgentLimits.attempts ? take() : undefined
    if (address === undefined) {
      if (running.size === 0 && unanswered === 0) finish(nearest(failures))
      return
    }
    started++
    const own = o.attempt(address, {
      won: value => {
        running.delete(own)
        finish({ ok: true, value })
      },
      failed: why => {
        running.delete(own)
        failures.push(why)
        startNext()
      },
    })
    running.add(own)
    timer = setTimeout(startNext, AgentLimits.attemptDelayMs)
  }

  function take(): string | undefined {
    const other = next === 'v6' ? 'v4' : 'v6'
    const first = waiting[next].shift()
    if (first === undefined) return waiting[other].shift()
    next = other
    return first
  }

  void o.found.v6.then(it => answered('v6', it))
  void o.found.v4.then(it => answered('v4', it))
  return { result, cancel: finish }
}
