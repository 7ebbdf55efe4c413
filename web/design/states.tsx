import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../i18n/error-text.ts'
import { Button } from './button.tsx'
import styles from './states.module.css'

type EmptyProps = { icon: ReactNode; title: string; lead?: string; children?: ReactNode; level?: 1 | 2 }

/** Nothing is there, and that is fine; it says what would bring something. */
export function EmptyState({ icon, title, lead, children, level = 2 }: EmptyProps) {
  const Heading = `h${level}` as const
  return (
    <div className={styles['state']}>
      <span className={styles['icon']}>{icon}</span>
      <Heading className={styles['title']}>{title}</Heading>
      {lead && <p className={styles['lead']}>{lead}</p>}
      {children && <div className={styles['actions']}>{children}</div>}
    </div>
  )
}

export function ErrorState({
  title,
  error,
  onRetry,
}: {
  title: string
  error: unknown
  onRetry: () => void
}) {
  const { t } = useTranslation()
  return (
    <div className={styles['state']} role="alert">
      <span className={styles['icon']} data-tone="bad">
        <CircleAlert size={20} />
      </span>
      <h2 className={styles['title']}>{title}</h2>
      <p className={styles['lead']}>{errorText(t, error)}</p>
      <div className={styles['actions']}>
        <Button onClick={onRetry}>{t('common.retry')}</Button>
      </div>
    </div>
  )
}

/** Grey where words will be, of their size, so that nothing moves when they come. */
export function Bone({ width = '100%', height = '1em' }: { width?: string; height?: string }) {
  return <span className={styles['bone']} style={{ width, height }} aria-hidden="true" />
}
