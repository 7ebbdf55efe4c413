import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../i18n/use-format.ts'

/** "3 hours ago", with the exact time in the viewer's zone for whoever asks. */
export function TimeAgo({ at }: { at: string | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  if (!at) return <span>{t('list.never')}</span>
  // A clock that is a little behind the hub's must not show the future.
  const shown = Math.min(new Date(at).getTime(), now)
  return (
    <time dateTime={at} title={format.exact(at)}>
      {format.ago(shown, now)}
    </time>
  )
}
