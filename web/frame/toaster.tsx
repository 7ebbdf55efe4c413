import { useTranslation } from 'react-i18next'
import { useToasts } from '../stores/toasts.ts'
import { ToastItem } from './toast-item.tsx'
import styles from './toaster.module.css'

/**
 * Notices, read aloud as they come. Not a layer of its own: Escape belongs to the dialog that is open,
 * not to what was just said about it.
 */
export function Toaster() {
  const { t } = useTranslation()
  const { toasts } = useToasts()
  return (
    <section className={styles['place']} aria-label={t('toast.region')} data-toast="">
      <ol className={styles['list']} aria-live="polite">
        {toasts.map(toast => (
          <ToastItem key={toast.id} toast={toast} />
        ))}
      </ol>
    </section>
  )
}
