import { useAbility } from '@casl/react'
import { useMemo } from 'react'
import type { Ability } from '#protocol/abilities.ts'
import type { Me } from '#protocol/rest/auth.ts'
import { useSession } from '../stores/session.ts'
import { type PageName, pagesFor } from './pages.ts'

/** Who is signed in; only for what stands behind `SignedInOnly`. */
export function useMe(): Me {
  const session = useSession()
  const me = session.phase === 'in' ? session.me : null
  if (!me) throw new Error('nobody is signed in')
  return me
}

export const useCan = (): Ability => useAbility<Ability>()

export function useMyPages(): PageName[] {
  const { role } = useMe()
  const ability = useCan()
  return useMemo(() => pagesFor(role, ability), [role, ability])
}
