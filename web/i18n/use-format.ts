import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../stores/session.ts'
import { createFormat, type Format } from './format.ts'

/** Figures and times as the viewer reads them: their language, the zone of their profile. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const zone = useSession(s => (s.phase === 'in' ? s.me.timeZone : null)) ?? deviceZone()
  return useMemo(() => createFormat(i18n.language, zone), [i18n.language, zone])
}

export const deviceZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone
