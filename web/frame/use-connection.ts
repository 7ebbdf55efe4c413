import { useEffect, useState } from 'react'
import { useLive } from '../stores/live.ts'
import { useOnline } from '../stores/online.ts'

/** A short break heals unseen; only what lasts is worth a word. */
const graceMs = 1_500

export type Connection =
  | { state: 'well' }
  /** The first connection of this page is slow. */
  | { state: 'connecting' }
  | { state: 'offline' | 'lost'; since: number }
  /** The hub wants no more of this page: only a reload helps. */
  | { state: 'stopped' }

/** How the page is connected, as far as that is worth saying. */
export function useConnection(): Connection {
  const { phase, bye } = useLive()
  const { online } = useOnline()
  const well = phase === 'open' && online
  const [lostAt, setLostAt] = useState<number | null>(null)
  const [patient, setPatient] = useState(true)
  const [wasWell, setWasWell] = useState(false)
  useEffect(() => {
    if (well) setWasWell(true)
    setLostAt(well ? null : Date.now())
  }, [well])
  useEffect(() => {
    if (well) return setPatient(true)
    if (!online) return setPatient(false)
    const timer = setTimeout(() => setPatient(false), graceMs)
    return () => clearTimeout(timer)
  }, [well, online])

  if (phase === 'stopped' && bye) return { state: 'stopped' }
  if (well || patient || lostAt === null) return { state: 'well' }
  if (!online) return { state: 'offline', since: lostAt }
  return wasWell ? { state: 'lost', since: lostAt } : { state: 'connecting' }
}
