import { Limits } from '#protocol/limits.ts'

/** A bucket that holds a minute's commands and fills evenly. Whoever runs far past an empty one is cut off. */
export function createRate(aMinute: number = Limits.wsCommandsAMinute) {
  let tokens = aMinute
  let at = Date.now()
  return {
    take(): 'ok' | 'wait' | 'flood' {
      const now = Date.now()
      tokens = Math.min(aMinute, tokens + ((now - at) * aMinute) / 60_000)
      at = now
      tokens -= 1
      if (tokens >= 0) return 'ok'
      return tokens < -aMinute ? 'flood' : 'wait'
    },
    /** How long until the next command is let through. */
    get waitMs() {
      return Math.max(0, Math.ceil((-tokens * 60_000) / aMinute))
    },
  }
}
