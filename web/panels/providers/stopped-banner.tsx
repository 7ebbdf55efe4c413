import { CirclePause } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Provider } from '#protocol/rest/providers.ts'
import { useFormat } from '../../i18n/use-format.ts'
import styles from './providers.module.css'

type Props = { stopped: NonNullable<Provider['stopped']>; children: ReactNode }

/** While the switch is set nobody should wonder why nothing is carried. */
export function StoppedBanner({ stopped, children }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <div className={styles['banner']} role="status" data-testid="stopped">
      <CirclePause size={20} />
      <div className={styles['bannerWords']}>
        <strong>{t('provider.banner')}</strong>
        <span>{t('provider.bannerBy', { time: format.dateTime(stopped.at), who: stopped.by })}</span>
        {stopped.reason && <span>{t('provider.bannerWhy', { reason: stopped.reason })}</span>}
      </div>
      {children}
    </div>
  )
}
