import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../../api/browser.ts'
import { Bone, ErrorState } from '../../../design/states.tsx'
import { Tabs } from '../../../design/tabs.tsx'
import { HistoryChart } from './history-chart.tsx'
import styles from './history.module.css'
import { Visits } from './visits.tsx'
import { VerdictChanges } from './verdict-changes.tsx'

const ranges = ['24', '168', '720'] as const
export type HistoryHours = (typeof ranges)[number]
const everyMs = 30_000
const hourMs = 3_600_000

/** How it went: battery, connection and presence over time, each visit, each change of verdict and score. */
export function NodeHistory({ id, since }: { id: string; since: string }) {
  const { t } = useTranslation()
  const [hours, setHours] = useState<HistoryHours>('24')
  const query = useQuery({
    queryKey: ['nodes', 'history', id, hours],
    queryFn: async ({ signal }) => {
      const { history } = await call('getNodeHistory', { params: { id }, query: { hours } }, { signal })
      const to = Date.now()
      return { history, from: to - Number(hours) * hourMs, to }
    },
    refetchInterval: everyMs,
    placeholderData: keepPreviousData,
  })
  const known = query.data
  return (
    <div className={styles['history']}>
      <Tabs
        className={styles['tabs']}
        label={t('nodeHistory.range')}
        value={hours}
        items={ranges.map(it => [it, t(`nodeHistory.ranges.${it}`)] as const)}
        onChange={setHours}
      />
      {query.isError && !known ? (
        <ErrorState title={t('list.failed')} error={query.error} onRetry={() => void query.refetch()} />
      ) : known ? (
        <div className={styles['history']} data-old={query.isPlaceholderData || undefined}>
          <HistoryChart {...known} since={Date.parse(since)} />
          <VerdictChanges checks={known.history.checks} />
          <Visits visits={known.history.visits} />
        </div>
      ) : (
        <Bone height="220px" />
      )}
    </div>
  )
}
