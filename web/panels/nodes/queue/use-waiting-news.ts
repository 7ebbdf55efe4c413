import { useEffect, useState } from 'react'
import { useWaiting, watchWaiting } from '../../../stores/waiting.ts'

/** A crowd that comes at once is one question, not hundreds. */
const restMs = 150
const mostOftenMs = 1_000

/** Counts what is worth asking the hub again of those that wait; at once when it was quiet, else once a second. */
export function useWaitingNews(): number {
  const version = useWaiting(it => it.version)
  const [told, setTold] = useState({ version: 0, at: 0 })
  useEffect(() => watchWaiting(), [])
  useEffect(() => {
    if (version === told.version) return
    const wait = Math.max(restMs, told.at + mostOftenMs - Date.now())
    const timer = setTimeout(() => setTold({ version, at: Date.now() }), wait)
    return () => clearTimeout(timer)
  }, [version, told])
  return told.version
}
