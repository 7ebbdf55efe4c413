import { useState } from 'react'
import { isApiError } from '../api/api-error.ts'
import { useCountdown } from './use-countdown.ts'

/** One thing at a time with what went wrong last, and the wait that the hub asked for. */
export function useDoorCall() {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [waitUntil, setWaitUntil] = useState<number | null>(null)
  const waitMs = useCountdown(waitUntil)

  return {
    busy,
    error,
    waitMs,
    clear: () => setError(null),
    async run<T>(work: () => Promise<T>): Promise<T | null> {
      if (busy) return null
      setBusy(true)
      setError(null)
      try {
        return await work()
      } catch (thrown) {
        setError(thrown)
        if (isApiError(thrown) && thrown.retryAfterMs) setWaitUntil(Date.now() + thrown.retryAfterMs)
        return null
      } finally {
        setBusy(false)
      }
    },
  }
}
