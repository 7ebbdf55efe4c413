import { useEffect, useState } from 'react'

/** Milliseconds until `at`, told once a second; 0 when it is past or there is none. */
export function useCountdown(at: number | null): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (at === null) return
    setNow(Date.now())
    const timer = setInterval(() => {
      setNow(Date.now())
      if (Date.now() >= at) clearInterval(timer)
    }, 1000)
    return () => clearInterval(timer)
  }, [at])
  return at === null ? 0 : Math.max(0, at - now)
}
