import { CircleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import styles from '../design/states.module.css'

export function Crash({ whole, onRetry }: { whole: boolean; onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <div className={styles['state']} role="alert">
      <span className={styles['icon']} data-tone="bad">
        <CircleAlert size={20} />
      </span>
      <h1 className={styles['title']}>{t('crash.title')}</h1>
      <p className={styles['lead']}>{t('crash.lead')}</p>
      <div className={styles['actions']}>
        {!whole && <Button onClick={onRetry}>{t('common.retry')}</Button>}
        <Button onClick={() => location.reload()}>{t('crash.reload')}</Button>
      </div>
    </div>
  )
}
