import { useTranslation } from 'react-i18next'
import { BrandMark } from '../design/brand.tsx'
import { errorText } from '../i18n/error-text.ts'
import { useTrouble } from '../stores/trouble.ts'
import styles from './splash.module.css'

/** For the moment before anything is known. It shows late, so that a fast start shows nothing of it. */
export function Splash() {
  const { t } = useTranslation()
  const { error } = useTrouble()
  return (
    <div className={styles['splash']} role="status">
      <span className={styles['mark']}>
        <BrandMark size={36} />
      </span>
      <span className={error ? styles['words'] : 'hidden'}>
        {error ? errorText(t, error) : t('common.loading')}
      </span>
    </div>
  )
}
