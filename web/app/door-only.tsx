import { Navigate, Outlet, useSearchParams } from 'react-router'
import { useSession } from '../stores/session.ts'
import { returnPath } from './return-path.ts'
import { Splash } from './splash.tsx'

/** Whoever is in, or has just come in, is sent on to where they wanted to be. */
export function DoorOnly() {
  const session = useSession()
  const [search] = useSearchParams()
  if (session.phase === 'unknown') return <Splash />
  // Navigate draws nothing, and the next page's code may be a while coming.
  if (session.phase === 'in') {
    return (
      <>
        <Navigate to={returnPath(search.get('next'))} replace />
        <Splash />
      </>
    )
  }
  return <Outlet />
}
