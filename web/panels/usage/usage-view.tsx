import { CalendarRange } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { UsageDimension } from '#protocol/rest/usage.ts'
import { EmptyState, ErrorState } from '../../design/states.tsx'
import { zoneText } from '../../i18n/zones.ts'
import { GroupTable } from './group-table.tsx'
import { History } from './history.tsx'
import { MeteredNote } from './metered-note.tsx'
import { daysOf } from './ranges.ts'
import { RangeBar } from './range-bar.tsx'
import { csvLink, type Scope, useUsage, useZone } from './use-usage.ts'
import type { WishState } from './use-wish.ts'
import styles from './usage.module.css'

type Props = { scope: Scope; state: WishState; dimensions: readonly UsageDimension[] }

/** Bytes of a range, of one account or of the network: how they came, against the time before, and whose they were. */
export function UsageView({ scope, state, dimensions }: Props) {
  const { t } = useTranslation()
  const { zone, query: account } = useZone(scope)
  const { wish, compare, by } = state
  const usage = useUsage({ scope, wish, zone })
  const before = useUsage({ scope, wish, zone: compare ? zone : null, before: true })
  const groups = useUsage({ scope, wish, zone, by })
  const failed = usage.error ?? account.error
  const known = usage.data ?? null
  const noDays = wish.range === 'custom' && daysOf(wish.from, wish.to) === 0
  // The figures of another range or dimension are shown only until those that were asked for are here.
  const grouped = groups.data && groups.data.groups
  const link = (dimension?: UsageDimension) =>
    known && csvLink({ scope, asked: known, ...(dimension && { by: dimension }) })
  return (
    <>
      <RangeBar state={state} zone={zone ?? 'UTC'} />
      {noDays ? (
        <section className={styles['card']}>
          <EmptyState
            icon={<CalendarRange size={20} />}
            title={t('usage.noDays')}
            lead={t('usage.noDaysLead')}
          />
        </section>
      ) : failed && known === null ? (
        <section className={styles['card']}>
          <ErrorState
            title={t('usage.failed')}
            error={failed}
            onRetry={() => void (account.isError ? account.refetch() : usage.refetch())}
          />
        </section>
      ) : (
        <>
          <History
            usage={known}
            before={(compare && before.data) || null}
            compare={compare}
            csv={link()}
            old={usage.isPlaceholderData}
            askedAt={usage.dataUpdatedAt}
          />
          <GroupTable
            dimensions={dimensions}
            by={by}
            onBy={state.setBy}
            groups={groups.isPlaceholderData && groups.data?.groups?.length ? null : (grouped ?? null)}
            error={groups.error}
            onRetry={() => void groups.refetch()}
            csv={link(by)}
            old={groups.isPlaceholderData}
          />
        </>
      )}
      <p className={styles['zone']}>
        {zone && t(scope.account ? 'usage.zone' : 'usage.zoneNetwork', { zone: zoneText(zone) })}
      </p>
      <MeteredNote />
    </>
  )
}
