import { AbilityProvider } from '@casl/react'
import { QueryClientProvider } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { abilityOf } from '#protocol/abilities.ts'
import { ErrorBoundary } from '../app/error-boundary.tsx'
import { live } from '../stores/live.ts'
import { listenToMyself } from '../stores/myself.ts'
import { useSession } from '../stores/session.ts'
import { Frame } from './frame.tsx'
import { queries, refetchAfterGaps } from './queries.ts'

/** What everything behind the login stands in: abilities, cached answers, the live socket. */
export function Panels() {
  const me = useSession(s => (s.phase === 'in' ? s.me : null))
  const { id, role } = me ?? {}
  const account = me?.account?.id ?? null
  const ability = useMemo(() => (id && role ? abilityOf({ id, role, account }) : null), [id, role, account])
  useEffect(() => {
    live.start()
    const stops = [refetchAfterGaps(), ...(id ? [listenToMyself(id)] : [])]
    return () => {
      for (const stop of stops) stop()
      live.stop()
      queries.clear()
    }
  }, [id])

  if (!ability) return null
  return (
    <QueryClientProvider client={queries}>
      <AbilityProvider value={ability}>
        <ErrorBoundary whole>
          <Frame />
        </ErrorBoundary>
      </AbilityProvider>
    </QueryClientProvider>
  )
}
