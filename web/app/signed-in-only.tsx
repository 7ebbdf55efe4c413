import { Navigate, Outlet, useLocation } from 'react-router'
import { useSession } from '../stores/session.ts'
import { Splash } from './splash.tsx'

/** Nobody in: to the login, which leads back here. Whoever left on purpose starts at the beginning. */
export function SignedInOnly() {
  const session = useSession()
  const { pathname, search } = useLocation()
  if (session.phase === 'unknown') return <Splash />
  if (session.phase === 'in') return <Outlet />
  const here = pathname + search
  const next = here === '/' || session.why === 'signed-out' ? '' : `?next=${encodeURIComponent(here)}`
  return <Navigate to={`/login${next}`} replace />
}
