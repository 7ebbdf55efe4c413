import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import filters from '../../design/filters.module.css'
import { Page } from '../../design/page.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { useMe } from '../../frame/use-me.ts'
import { allSessions, usageOf } from '../../stores/sessions.ts'
import { FilterBar } from '../filter-bar.tsx'
import { SearchInput } from '../search-input.tsx'
import { Freshness } from '../system/freshness.tsx'
import { useNow } from '../system/use-now.ts'
import { useFilters } from '../use-filters.ts'
import { EndedList } from './ended-list.tsx'
import { LiveList } from './live-list.tsx'

/** Live sessions and those that have ended: of the own account, or of all of them. */
export function SessionsPage() {
  const { t } = useTranslation()
  const { account } = useMe()
  const store = account ? usageOf(account.id) : allSessions
  useEffect(() => store.watch(), [store])
  const { view, topic, receivedAt } = store.use()
  const now = useNow(1_000)
  const { values, set } = useFilters(['search', 'state'])
  const state = values.state === 'ended' ? 'ended' : 'live'
  const search = values.search
  const clear = () => set({ search: '' })
  return (
    <Page
      title={t('sessions.title')}
      lead={t(account ? 'sessions.lead' : 'sessions.leadStaff')}
      actions={state === 'live' && <Freshness topic={topic} now={now} />}
    >
      <FilterBar active={search !== ''} onClear={clear}>
        <Tabs
          label={t('sessions.which')}
          value={state}
          items={[
            ['live', t('sessions.liveTab', { count: view?.open ?? 0 })],
            ['ended', t('sessions.endedTab')],
          ]}
          onChange={it => set({ state: it === 'ended' ? it : '' })}
        />
        <SearchInput
          className={filters['search']}
          label={t('sessions.search')}
          value={search}
          onChange={text => set({ search: text })}
        />
      </FilterBar>
      {state === 'ended' ? (
        <EndedList search={search} onClear={clear} />
      ) : (
        <LiveList
          sessions={view?.sessions ?? null}
          open={view?.open ?? 0}
          now={view ? view.at + Math.max(0, now - receivedAt) : now}
          search={search}
          staff={account === null}
          onClear={clear}
        />
      )}
    </Page>
  )
}
