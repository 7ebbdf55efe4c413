import { useTranslation } from 'react-i18next'
import styles from './presence.module.css'

/** Whether somebody is online, and on how many devices; null: nobody knows now. */
export function Presence({ devices }: { devices: number | null }) {
  const { t } = useTranslation()
  if (devices === null) return <span title={t('users.unknown')}>–</span>
  if (devices === 0) return <span className={styles['offline']}>{t('users.offline')}</span>
  return (
    <span className={styles['online']}>
      <span className={styles['dot']} aria-hidden="true" />
      <span className="hidden">{t('user.online')}, </span>
      {t('users.devices', { count: devices })}
    </span>
  )
}
