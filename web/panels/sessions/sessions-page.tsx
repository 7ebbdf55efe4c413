import { ArrowLeftRight } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { busiestFirst, type LiveSession } from '#protocol/live/sessions.ts'
import filters from '../../design/filters.module.css'
import { Page } from '../../design/page.tsx'
import table from '../../design/table.module.css'
import { Tabs } from '../../design/tabs.tsx'
import { useMe } from '../../frame/use-me.ts'
import { allSessions, usageOf } from '../../stores/sessions.ts'
import { FilterBar } from '../filter-bar.tsx'
import { ListEmpty } from '../list-empty.tsx'
import { SearchInput } from '../search-input.tsx'
import { Freshness } from '../system/freshness.tsx'
import { useNow } from '../system/use-now.ts'
import { useFilters } from '../use-filters.ts'
import { EndedList } from './ended-list.tsx'
import { SessionTable } from './session-table.tsx'

/** So long rows keep their order, so that one can be read and pressed. */
const orderMs = 5_000

/** Live sessions and those that have ended: of the own account, or of all of them. */
export function SessionsPage() {
  const { t } = useTranslation()
  const { account } = useMe()
  const store = account ? usageOf(account.id) : allSessions
  useEffect(() => store.watch(), [store])
  const { view, topic, receivedAt } = store.use()
  const now = useNow(1_000)
  const { values, set } = useFilters(['search', 'state'])
  const clear = () => set({ search: '' })
  const ended = values.state === 'ended'
  const sessions = useOrder(store, view?.sessions ?? null, values.search)
  const hubNow = view ? view.at + Math.max(0, now - receivedAt) : now
  return (
    <Page
      title={t('sessions.title')}
      lead={t(account ? 'sessions.lead' : 'sessions.leadStaff')}
      actions={!ended && <Freshness topic={topic} now={now} />}
    >
      <FilterBar active={values.search !== ''} onClear={clear}>
        <Tabs
          label={t('sessions.which')}
          tabs={[
            ['', t('sessions.liveTab', { count: view?.open ?? 0 })],
            ['ended', t('sessions.endedTab')],
          ]}
          chosen={ended ? 'ended' : ''}
          onChoose={state => set({ state })}
        />
        <SearchInput
          className={filters['search']}
          label={t('sessions.search')}
          value={values.search}
          onChange={search => set({ search })}
        />
      </FilterBar>
      {ended ? (
        <EndedList search={values.search} onClear={clear} />
      ) : (
        <div className={table['frame']}>
          {sessions?.length === 0 ? (
            <ListEmpty
              icon={<ArrowLeftRight size={20} />}
              title={t('sessions.none')}
              lead={t('sessions.noneLead')}
              filtered={values.search !== ''}
              onClear={clear}
            />
          ) : (
            <SessionTable sessions={sessions} now={hubNow} staff={account === null} />
          )}
        </div>
      )}
    </Page>
  )
}

/** Busiest first, but rows change places only every few seconds; new ones come at the end until then. */
function useOrder(
  store: { use: { getState(): { view: { sessions: readonly LiveSession[] } | null } } },
  sessions: readonly LiveSession[] | null,
  search: string,
): LiveSession[] | null {
  const [places, setPlaces] = useState<ReadonlyMap<string, number>>(new Map())
  const there = sessions !== null
  useEffect(() => {
    const sort = () => {
      const all = [...(store.use.getState().view?.sessions ?? [])].sort(busiestFirst)
      setPlaces(new Map(all.map((it, i) => [it.id, i])))
    }
    sort()
    const timer = setInterval(sort, orderMs)
    return () => clearInterval(timer)
  }, [store, there])
  return useMemo(() => {
    if (!sessions) return null
    const wanted = search.toLowerCase()
    const fits = (it: LiveSession) =>
      [it.target, it.login, it.node, it.country ?? '', it.edge, it.account].some(text =>
        text.toLowerCase().includes(wanted),
      )
    const placeOf = (it: LiveSession) => places.get(it.id) ?? Infinity
    return (wanted ? sessions.filter(fits) : [...sessions]).sort(
      (a, b) => placeOf(a) - placeOf(b) || a.startedAt - b.startedAt || a.id.localeCompare(b.id),
    )
  }, [sessions, search, places])
}
