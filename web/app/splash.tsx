import { useTranslation } from 'react-i18next'
import { BrandMark } from '../design/brand.tsx'
import styles from './splash.module.css'

/** For the moment before anything is known. It shows late, so that a fast start shows nothing of it. */
export function Splash({ unreachable = false }: { unreachable?: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={styles['splash']} role="status" data-now={unreachable || undefined}>
      <span className={styles['mark']}>
        <BrandMark size={36} />
      </span>
      <span className={unreachable ? styles['words'] : 'hidden'}>
        {unreachable ? t('errors.offline') : t('common.loading')}
      </span>
    </div>
  )
}
