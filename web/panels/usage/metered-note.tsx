import { useTranslation } from 'react-i18next'
import styles from './usage.module.css'

/** Which bytes count, in the one sentence that is published, and how they are written. */
export function MeteredNote() {
  const { t } = useTranslation()
  return (
    <p className={styles['metered']} data-testid="metered">
      {t('usage.metered')} {t('usage.decimal')}
    </p>
  )
}
