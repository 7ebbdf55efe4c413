import { CloudOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Spinner } from '../design/spinner.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useLive } from '../stores/live.ts'
import { useOnline } from '../stores/online.ts'
import styles from './connection-banner.module.css'

/** A short break heals unseen; only what lasts is worth a word. */
const graceMs = 1_500

/** Floats above the page, so that nothing moves when it comes and goes. */
export function ConnectionBanner() {
  const { t } = useTranslation()
  const format = useFormat()
  const { online } = useOnline()
  const lostAt = useLostAt()
  const words =
    lostAt === null
      ? null
      : online
        ? t('banner.reconnecting', { time: format.clock(lostAt) })
        : t('banner.offline', { time: format.clock(lostAt) })
  return (
    <div className={styles['place']} role="status">
      {words && (
        <div className={styles['banner']}>
          {online ? <Spinner size={15} /> : <CloudOff size={15} />}
          {words}
        </div>
      )}
    </div>
  )
}

/** Since when nothing is heard, once that is worth saying; null while all is well. */
function useLostAt(): number | null {
  const { phase } = useLive()
  const { online } = useOnline()
  const well = phase === 'open' && online
  const [lostAt, setLostAt] = useState<number | null>(null)
  useEffect(() => {
    if (well) return setLostAt(null)
    const at = Date.now()
    const timer = setTimeout(() => setLostAt(at), online ? graceMs : 0)
    return () => clearTimeout(timer)
  }, [well, online])
  return lostAt
}
