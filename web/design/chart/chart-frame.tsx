import { type ReactNode, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorBoundary } from '../../app/error-boundary.tsx'
import { Button } from '../button.tsx'
import { Bone } from '../states.tsx'
import styles from './chart.module.css'

type Props = {
  height: number
  summary: string
  /** All that is drawn, for whoever checks it. */
  bytes: number
  children: ReactNode
}

/**
 * The place of a chart, of its height from the beginning, so that nothing moves when it comes; and what it says in
 * words, for whoever does not see it. Its code comes on its own: a failure stays here, and can be tried again.
 */
export function ChartFrame({ height, summary, bytes, children }: Props) {
  return (
    <figure className={styles['frame']} style={{ minHeight: height }} data-testid="chart" data-bytes={bytes}>
      <ErrorBoundary instead={retry => <Failed height={height} onRetry={retry} />}>
        <Suspense fallback={<Bone height={`${height}px`} />}>{children}</Suspense>
      </ErrorBoundary>
      <figcaption className="hidden">{summary}</figcaption>
    </figure>
  )
}

function Failed({ height, onRetry }: { height: number; onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <div className={styles['failed']} style={{ height }} role="alert">
      <p>{t('chart.failed')}</p>
      <Button size="sm" onClick={onRetry}>
        {t('common.retry')}
      </Button>
    </div>
  )
}
