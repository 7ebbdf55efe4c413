import { Handshake, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/browser.ts'
import { Button } from '../../design/button.tsx'
import filters from '../../design/filters.module.css'
import { Page } from '../../design/page.tsx'
import { useCan } from '../../frame/use-me.ts'
import { FilterBar } from '../filter-bar.tsx'
import { FilterSelect } from '../filter-select.tsx'
import { ListEmpty } from '../list-empty.tsx'
import { ListFrame } from '../list-frame.tsx'
import { SearchInput } from '../search-input.tsx'
import { useFilters } from '../use-filters.ts'
import { useList } from '../use-list.ts'
import { ContactDialog } from './contact-dialog.tsx'
import { ProviderTable } from './provider-table.tsx'

/** What its nodes do changes by itself. */
const everyMs = 10_000
const states = ['running', 'stopped'] as const

export function ProvidersPage() {
  const { t } = useTranslation()
  const can = useCan()
  const go = useNavigate()
  const { values, set, clear, active } = useFilters(['search', 'state'])
  const [adding, setAdding] = useState(false)
  const stopped = values.state === '' ? undefined : values.state === 'stopped' ? 'true' : 'false'
  const list = useList(
    ['providers', 'list', values],
    (after, signal) =>
      call('listProviders', { query: { search: values.search || undefined, stopped, after } }, { signal }),
    { everyMs },
  )
  const add = can.can('create', 'Provider') && (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus size={16} />
      {t('providers.add')}
    </Button>
  )
  return (
    <Page title={t('providers.title')} lead={t('providers.lead')} actions={add}>
      <FilterBar active={active} onClear={clear}>
        <SearchInput
          className={filters['search']}
          label={t('providers.search')}
          value={values.search}
          onChange={search => set({ search })}
        />
        <FilterSelect
          label={t('providers.state')}
          value={values.state}
          words={states}
          textOf={state => t(`providers.states.${state}`)}
          onChange={state => set({ state })}
        />
      </FilterBar>
      <ListFrame
        list={list}
        empty={
          <ListEmpty
            icon={<Handshake size={20} />}
            title={t('providers.empty')}
            lead={t('providers.emptyLead')}
            filtered={active}
            onClear={clear}
          />
        }
      >
        <ProviderTable providers={list.isPending ? null : list.items} />
      </ListFrame>
      {adding && (
        <ContactDialog
          provider={null}
          onClose={() => setAdding(false)}
          onMade={({ id }) => void go(`/providers/${id}`)}
        />
      )}
    </Page>
  )
}
