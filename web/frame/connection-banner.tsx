import { CircleAlert, CloudOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { Spinner } from '../design/spinner.tsx'
import { useFormat } from '../i18n/use-format.ts'
import styles from './connection-banner.module.css'
import { useConnection } from './use-connection.ts'

/** Floats above the page, so that nothing moves when it comes and goes. */
export function ConnectionBanner() {
  const { t } = useTranslation()
  const format = useFormat()
  const connection = useConnection()
  const banner = (icon: ReactNode, words: string, more?: ReactNode) => (
    <div className={styles['banner']}>
      {icon}
      {words}
      {more}
    </div>
  )
  const shown = () => {
    switch (connection.state) {
      case 'well':
        return null
      case 'connecting':
        return banner(<Spinner size={15} />, t('banner.connecting'))
      case 'lost':
        return banner(
          <Spinner size={15} />,
          t('banner.reconnecting', { time: format.clock(connection.since) }),
        )
      case 'offline':
        return banner(<CloudOff size={15} />, t('banner.offline', { time: format.clock(connection.since) }))
      case 'stopped':
        return banner(
          <CircleAlert size={15} />,
          t('banner.stopped'),
          <Button size="sm" onClick={() => location.reload()}>
            {t('crash.reload')}
          </Button>,
        )
    }
  }
  return (
    <div className={styles['place']} role="status">
      {shown()}
    </div>
  )
}
