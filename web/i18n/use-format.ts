import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../stores/session.ts'
import { createFormat, type Format } from './format.ts'
import { deviceZone } from './zones.ts'

/** In a zone that is named on the screen: whose days and months these are is not the viewer's choice. */
export function useZoneFormat(timeZone: string): Format {
  const { i18n } = useTranslation()
  return useMemo(() => createFormat(i18n.language, timeZone), [i18n.language, timeZone])
}

/** Figures and times as the viewer reads them: their language, the zone of their profile. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  const own = useSession(s => (s.phase === 'in' ? s.me.timeZone : null))
  return useMemo(() => {
    const here = deviceZone()
    // Where the clock on the wall shows another time, a time says whose it is.
    return createFormat(i18n.language, own ?? here ?? 'UTC', own !== null && own !== here)
  }, [i18n.language, own])
}
