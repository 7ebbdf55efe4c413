import { ServerOff } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../../design/page.tsx'
import { EmptyState } from '../../design/states.tsx'
import { useSystem, watchSystem } from '../../stores/system.ts'
import { Freshness } from './freshness.tsx'
import { ProcessCard } from './process-card.tsx'
import { ProcessSkeleton } from './process-skeleton.tsx'
import { Summary } from './summary.tsx'
import styles from './system.module.css'
import { useNow } from './use-now.ts'

/** Every process as it reports itself; nothing here moves unless the hub said so. */
export function SystemPage() {
  const { t } = useTranslation()
  useEffect(() => watchSystem(), [])
  const { view, receivedAt, topic } = useSystem()
  const now = useNow(500)
  const stale = topic?.phase !== 'current'
  // By the hub's clock, as far as it has been heard; frozen with the rest when it is not.
  const hubNow = view ? view.at + (stale ? 0 : Math.max(0, now - receivedAt)) : 0

  return (
    <Page title={t('system.title')} lead={t('system.lead')} actions={<Freshness topic={topic} now={now} />}>
      <Summary view={view} stale={stale} />
      {view === null ? (
        <ProcessSkeleton />
      ) : view.processes.length === 0 ? (
        <EmptyState icon={<ServerOff size={20} />} title={t('system.empty')} lead={t('system.emptyLead')} />
      ) : (
        <ul className={styles['list']} data-stale={stale || undefined}>
          {view.processes.map(process => (
            <ProcessCard key={process.id} process={process} hubNow={hubNow} />
          ))}
        </ul>
      )}
    </Page>
  )
}
