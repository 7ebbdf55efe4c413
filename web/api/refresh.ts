import { Limits } from '#protocol/limits.ts'
import { fullJitter } from '../live/backoff.ts'
import { isApiError } from './api-error.ts'
import type { Keep } from './keep.ts'

/** Runs `work` while no other tab does. */
export type Exclusive = <T>(work: () => Promise<T>) => Promise<T>

type Deps = {
  /** POST /api/auth/refresh with this Idempotency-Key. */
  post: (key: string) => Promise<unknown>
  /** Why it takes so long, each time an attempt fails; null when one has got through. */
  onTrouble?: (error: unknown) => void
  keep: Keep
  exclusive: Exclusive
  uuid: () => string
  wait: (ms: number) => Promise<void>
  now?: () => number
  random?: () => number
}

/** A login that has so much life left needs no refresh: another tab has just done it. */
const plentyMs = Limits.accessTokenMs / 3

/**
 *   tabs ──lock──▶ one of them ──key──▶ hub
 *                                         A refresh token works once, so: one tab at a time; and one key an attempt,
 *                                         kept until an answer came, so that a lost answer is asked for again.
 */
export function createRefresher(deps: Deps) {
  const { post, onTrouble, keep, exclusive, uuid, wait, now = Date.now, random = Math.random } = deps
  let running: Promise<boolean> | null = null

  const remainingMs = () => Number(keep.get('access-until') ?? 0) - now()

  const attempt = async (): Promise<boolean> => {
    for (let failures = 0; ; failures++) {
      const key = keep.get('refresh-attempt') ?? uuid()
      keep.set('refresh-attempt', key)
      try {
        await post(key)
        keep.set('refresh-attempt', null)
        onTrouble?.(null)
        noteFresh()
        return true
      } catch (error) {
        if (!isApiError(error)) throw error
        if (!error.isPassing) {
          keep.set('refresh-attempt', null)
          noteSignedOut()
          return false
        }
        onTrouble?.(error)
        await wait(error.retryAfterMs ?? fullJitter(failures, { baseMs: 500, maxMs: 10_000, random }))
      }
    }
  }

  const noteFresh = () => keep.set('access-until', String(now() + Limits.accessTokenMs))
  const noteSignedOut = () => {
    keep.set('access-until', null)
    keep.set('refresh-attempt', null)
  }

  return {
    /** The hub gave new cookies (a login counts too). */
    noteFresh,
    noteSignedOut,
    remainingMs,
    /** Whether this browser was signed in when it was last seen; the cookies themselves cannot be read. */
    isSignedIn: () => keep.get('access-until') !== null,
    /** `false` means the hub refused: the login is over. Never because of a network. */
    refresh(since: number = now()): Promise<boolean> {
      running ??= exclusive(async () => {
        const until = Number(keep.get('access-until') ?? 0)
        // Somebody else refreshed while we waited for the lock.
        if (until - Limits.accessTokenMs > since) return true
        return attempt()
      }).finally(() => (running = null))
      return running
    },
    /** Refreshes only when little life is left. */
    ensure(): Promise<boolean> {
      return remainingMs() > plentyMs ? Promise.resolve(true) : this.refresh()
    },
  }
}
export type Refresher = ReturnType<typeof createRefresher>
